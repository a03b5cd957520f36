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
        bytes[^20] ^= 0xff;
        System.IO.File.WriteAllBytes(packed, bytes[..^30]);
        Assert.Equal(ErrorCode.Usage, Refused(packed));
        foreach (byte[] head in (byte[][])[[0x28, 0xb5, 0x2f, 0xfd], [0x04, 0x22, 0x4d, 0x18], [0x1f, 0x9d, 0x90], [.. "LPKSHHRH"u8], [.. "BZh91AY"u8]])
        {
            System.IO.File.WriteAllBytes(packed, [.. head, 1, 2, 3]);
            Assert.Equal(ErrorCode.Usage, Refused(packed));
        }

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

    [Fact]
    public void A_run_that_did_not_end_or_not_well_is_never_clean()
    {
        string open = _runs.Add([.. Runs.Proven(1).SkipLast(1)]);
        (int exitCode, string output) = _runs.Invoke("explain", open);
        Assert.Equal(1, exitCode);
        Assert.Contains("the run has not ended", output, StringComparison.Ordinal);

        string silent = _runs.Add([.. Runs.Proven(1).SkipLast(1), new JournalEvent.RunEnded(null, 5)]);
        (exitCode, output) = _runs.Invoke("explain", silent);
        Assert.Equal(1, exitCode);
        Assert.Contains("ended with exit code 5, and no reason is on record", output, StringComparison.Ordinal);
    }

    // What a drill or a create itself found out is the explanation: no log of a healthy restore shows a hole in the archive, or another cluster.
    [Theory]
    [InlineData("phoenix-archive-hole", "identity: replay ended at 0/4000148, in segment 000000010000000000000004, before the last acknowledged write at 0/5000148; sentinels: B is lost; cause: segment 000000010000000000000004, where replay stopped, is not in the archive")]
    [InlineData("phoenix-archive-hole", "the archive has a hole: 000000010000000000000004 of the 3 segments needed is missing")]
    [InlineData("phoenix-archive-hole", "layer database: PostgreSQL did not come up, it ended (exit code 1): phoenix restore_command: 000000010000000000000004: a hole: it is not in the archive although it was there, or a later one is | FATAL:  could not restore file")]
    [InlineData("phoenix-short-replay", "the repository gives back less than its witness knows: replayed to 0/4000148, known to be archived up to 0/5000148 on timeline 1")]
    [InlineData("phoenix-other-cluster", "identity: the server is cluster 7711294080751904387, not 7711294029119001891; the server's timeline has no parent: it was not reborn from a backup; sentinels: A is lost; B is lost")]
    [InlineData("phoenix-other-cluster", "the reborn database is cluster 7711294080751904387, and the witness knows 7711294029119001891")]
    [InlineData("phoenix-other-cluster", "the restored backup is of cluster 7711294080751904387, not of 7711294029119001891")]
    [InlineData("phoenix-nothing-to-restore", "the repository lab-bucket/pgbackrest/repo1 holds no backup of stanza db: there is nothing to restore")]
    public void What_the_run_itself_found_out_is_named_and_what_follows_from_it_is_an_echo(string expected, string reason)
    {
        string run = _runs.Add([
            .. Runs.Proven(1).TakeWhile(e => e is not JournalEvent.Published),
            new JournalEvent.Discarded(1, reason),
            new JournalEvent.StepEnded(1, "compare", StepState.Failed, $"the rebirth was destroyed and nothing of it was published: {reason}", 1),
            new JournalEvent.FindingMade(1, new Phoenix.Proof.Finding("ledger", Phoenix.Proof.Verdict.Refuted, "4 acknowledged rows are lost, the first writer 1 number 7")),
            new JournalEvent.RunEnded(Phoenix.Proof.Verdict.Refuted, 1),
        ]);

        (int exitCode, string output) = _runs.Invoke("explain", run, "--format", "json");

        Assert.Equal(1, exitCode);
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement[] failures = [.. json.RootElement.GetProperty("failures").EnumerateArray()];
        string[] causes = [.. failures.Where(f => f.GetProperty("echoOf").GetArrayLength() == 0).Select(f => f.GetProperty("id").GetString()!)];
        Assert.True(causes.Contains(expected), output);
        Assert.Equal("phoenix", failures[0].GetProperty("component").GetString());
        Assert.Equal(0, json.RootElement.GetProperty("unknown").GetArrayLength());
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
