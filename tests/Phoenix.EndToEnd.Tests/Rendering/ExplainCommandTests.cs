using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Rendering;

/// <summary><c>phoenix explain</c>, through the command line: files, standard input and runs.</summary>
public sealed class ExplainCommandTests : IDisposable
{
    private const string HostConnect = """
        WARN: repo1: [HostConnectError] unable to load info file '/p/backup/db/backup.info' or '/p/backup/db/backup.info.copy':
              HostConnectError: unable to connect to 'localhost:9599': [111] Connection refused
        ERROR: [075]: no backup set found to restore
        ERROR:  nobody knows this one, password=hunter2secret

        """;

    private readonly SealedRuns _runs = new();

    public void Dispose() => _runs.Dispose();

    [Fact]
    public void A_file_is_explained_with_all_five_answers_causes_first()
    {
        (int exitCode, string output) = _runs.Invoke("explain", File("a log", HostConnect));

        Assert.Equal(1, exitCode);
        Assert.Contains("1 cause, 2 echoes, 1 unknown error in 4 lines", output, StringComparison.Ordinal);
        Assert.Contains("s3-connection-refused (blocks the restore), line 2\n", output, StringComparison.Ordinal);
        foreach (string answer in (string[])["  > ", "  what    ", "  why     ", "  do      ", "  verify  ", "  source  "])
        {
            Assert.Contains("\n" + answer, output, StringComparison.Ordinal);
        }

        Assert.True(output.IndexOf("s3-connection-refused", StringComparison.Ordinal) < output.IndexOf("pgbackrest-no-backup-set", StringComparison.Ordinal));
        Assert.Contains("nothing is guessed", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2secret", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_one_document_with_the_same()
    {
        (int exitCode, string output) = _runs.Invoke("explain", File("a log", HostConnect), "--format", "json");

        Assert.Equal(1, exitCode);
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement first = json.RootElement.GetProperty("failures")[0];
        Assert.Equal(["s3-connection-refused", "blocks-restore", "s3"], ((string[])["id", "severity", "component"]).Select(n => first.GetProperty(n).GetString()));
        Assert.Equal(2, first.GetProperty("first").GetProperty("line").GetInt64());
        Assert.False(json.RootElement.GetProperty("clean").GetBoolean());
        Assert.Equal(1, json.RootElement.GetProperty("unknown").GetArrayLength());
        Assert.Equal(4, json.RootElement.GetProperty("sources")[0].GetProperty("lines").GetInt64());
        Assert.DoesNotContain("hunter2secret", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_healthy_log_is_clean_and_so_is_one_whose_texts_healthy_runs_print()
    {
        (int exitCode, string output) = _runs.Invoke("explain", File("fine", "LOG:  database system is ready to accept connections\n"));
        Assert.True(exitCode == 0, output);
        Assert.Contains("nothing found in 1 line", output, StringComparison.Ordinal);

        (exitCode, output) = _runs.Invoke("explain", File("fine", "P00   INFO: unable to find 000000010000000000000005 in the archive\nLOG:  archive recovery complete\n"));
        Assert.True(exitCode == 0, output);
        Assert.Contains("no fault by itself", output, StringComparison.Ordinal);
        Assert.Contains("pgbackrest-wal-gap-silent", output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_packed_by_gzip_is_unpacked_and_what_cannot_be_read_is_bad_input()
    {
        string packed = Path.Combine(_runs.Root, "log.gz");
        using (GZipStream gzip = new(System.IO.File.Create(packed), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(HostConnect));
        }

        Assert.Contains("s3-connection-refused", _runs.Invoke("explain", packed).Output, StringComparison.Ordinal);
        byte[] bytes = System.IO.File.ReadAllBytes(packed);
        bytes[^20] ^= 0xff;
        System.IO.File.WriteAllBytes(packed, bytes);
        Assert.Equal(ErrorCode.Usage, Refused(packed));
        System.IO.File.WriteAllBytes(packed, [0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3]);
        Assert.Equal(ErrorCode.Usage, Refused(packed));
        Assert.Equal(ErrorCode.Usage, Refused(File("empty", "")));
        Assert.Equal(ErrorCode.NotFound, Refused(Path.Combine(_runs.Root, "nowhere.log")));
        Assert.Equal(ErrorCode.NotFound, Refused(_runs.Root));
        Assert.Equal(ErrorCode.NotFound, Refused("no-such-run"));
        Assert.Equal(ErrorCode.NotFound, Refused("last"));
    }

    [Fact]
    public void A_run_is_read_with_its_logs_and_its_journal()
    {
        string run = _runs.Add([
            .. Runs.Proven(1).SkipLast(1),
            new JournalEvent.LayerEnded(1, "storage", LayerPhase.Up, StepState.Failed, "up ended with exit code 9: nobody knows why", 1),
            new JournalEvent.RunEnded(null, 5),
        ]);
        Directory.CreateDirectory(_runs.File(run, "logs"));
        System.IO.File.WriteAllText(_runs.File(run, "logs/storage.log"), "2026-02-10T14:54:02.123Z level=error msg=\"new here\"\n");
        System.IO.File.WriteAllText(_runs.File(run, "logs/storage.1.log"), "2026-02-10T14:54:02.123Z dependency 'flux-system/a' is not ready\n");

        (int exitCode, string output) = _runs.Invoke("explain", run[..^1]);

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"run {run}: 1 cause, 2 unknown errors", output, StringComparison.Ordinal);
        // Once would be normal; of a layer that failed it is a fault.
        Assert.Contains("flux-dependency-not-ready (slows down), line 1 of logs/storage.1.log", output, StringComparison.Ordinal);
        Assert.Contains("nobody knows why", output, StringComparison.Ordinal);
        Assert.Equal(output, _runs.Invoke("explain").Output);
        Assert.Equal(output, _runs.Invoke("explain", "last").Output);
    }

    [Fact]
    public void A_run_that_went_well_is_clean_and_one_that_did_not_never_is()
    {
        string well = _runs.Add();
        Assert.Equal(0, _runs.Invoke("explain", well).ExitCode);
        string refuted = _runs.Add([
            .. Runs.Proven(1).SkipLast(1), new JournalEvent.FindingMade(1, new Phoenix.Proof.Finding("ledger", Phoenix.Proof.Verdict.Refuted, "4 rows are lost")), new JournalEvent.RunEnded(Phoenix.Proof.Verdict.Refuted, 1),
        ]);
        (int exitCode, string output) = _runs.Invoke("explain", refuted);
        Assert.Equal(1, exitCode);
        Assert.Contains("4 rows are lost", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cat", 1)]
    [InlineData("grep LOG", 0)]
    [InlineData("grep -v .", 2)]
    public async Task Standard_input_is_read_by_a_real_process(string filter, int expected)
    {
        string log = File("a log", HostConnect + "LOG:  fine\n");
        ProcessStartInfo start = new("sh", ["-c", $"{filter} '{log}' | SOME_TOKEN=nobody-knows exec dotnet '{Path.Combine(AppContext.BaseDirectory, "Phoenix.Cli.dll")}' explain - --state '{_runs.Root}'"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == expected, output + await errors);
        if (expected == 1)
        {
            Assert.StartsWith("standard input: 1 cause", output, StringComparison.Ordinal);
        }
    }

    private string File(string name, string text)
    {
        string path = Path.Combine(_runs.Root, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private ErrorCode Refused(string subject) => Assert.Throws<PhoenixException>(() => _runs.Invoke("explain", subject)).Code;
}
