using System.Text.Json;
using Phoenix.Adapters.Files;
using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Rendering;

/// <summary><c>phoenix history --prune</c>: what goes, and above all what stays.</summary>
public sealed class PruneTests : IDisposable
{
    private readonly SealedRuns _runs = new();

    public void Dispose() => _runs.Dispose();

    [Fact]
    public void Only_the_bulk_of_older_runs_goes_and_every_run_still_verifies()
    {
        string[] runs = [.. Enumerable.Range(0, 4).Select(_ => WithBulk(_runs.Add()))];
        (int exitCode, string output) = _runs.Invoke("history", "--prune", "--keep", "2");
        Assert.Equal(0, exitCode);
        Assert.Equal(
            [$"{runs[1]}: removed ledger, wal, 0.0 MB", $"{runs[0]}: removed ledger, wal, 0.0 MB", "2 runs pruned, 0.0 MB; evidence and journals stay"],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal([false, false, true, true], runs.Select(r => Directory.Exists(_runs.File(r, "wal"))));
        Assert.Equal([true, true, false, false], runs.Select(r => File.Exists(_runs.File(r, "pruned.json"))));
        Assert.All(runs, r => Assert.Equal(0, _runs.Invoke("verify", r).ExitCode));
        Assert.All(runs, r => Assert.Equal(0, _runs.Invoke("report", r).ExitCode));

        using JsonDocument note = JsonDocument.Parse(File.ReadAllBytes(_runs.File(runs[0], "pruned.json")));
        Assert.Equal(1007, note.RootElement.GetProperty("bytes").GetInt64());

        // A new run is sealed to the newest one, pruned or not, and there is nothing to do a second time.
        _runs.Invoke("history", "--prune", "--keep", "0");
        Assert.Equal(0, _runs.Invoke("verify", _runs.Add()).ExitCode);
        Assert.StartsWith("0 runs pruned", _runs.Invoke("history", "--prune", "--keep", "0").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_can_be_resumed_or_is_damaged_keeps_everything()
    {
        string open;
        using (RunDirectory run = _runs.State.CreateRun(TimeProvider.System))
        {
            new RunJournal(run, TimeProvider.System).Append(Runs.Started(new Dictionary<string, string>()) with { Run = run.Run });
            open = WithBulk(run.Name);
        }

        string damaged = WithBulk(_runs.Add());
        File.AppendAllText(_runs.File(damaged, "evidence.json"), " ");
        string cut = WithBulk(_runs.Add());
        string journal = _runs.File(cut, "journal.ndjson");
        File.WriteAllLines(journal, File.ReadAllLines(journal)[..^1]);
        string output = _runs.Invoke("history", "--prune", "--keep", "0").Output;
        Assert.Contains($"{open}: left as it is: it has not ended", output, StringComparison.Ordinal);
        Assert.Contains($"{damaged}: left as it is: the evidence is not what was sealed", output, StringComparison.Ordinal);
        Assert.Contains($"{cut}: left as it is: journal: ", output, StringComparison.Ordinal);
        Assert.All((string[])[open, damaged, cut], r => Assert.True(File.Exists(_runs.File(r, "wal/c0001/000000010000000000000001"))));
    }

    [Fact]
    public void A_dry_run_says_the_same_and_removes_nothing()
    {
        string run = WithBulk(_runs.Add());
        Assert.Contains($"{run}: would remove ledger, wal", _runs.Invoke("history", "--prune", "--keep", "0", "--dry-run").Output, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(_runs.Invoke("history", "--prune", "--keep", "0", "--dry-run", "--format", "json").Output);
        Assert.Equal(1007, json.RootElement.GetProperty("bytes").GetInt64());
        Assert.True(Directory.Exists(_runs.File(run, "wal")));
        Assert.False(File.Exists(_runs.File(run, "pruned.json")));

        // Ten runs stay whole when nobody says how many.
        Assert.StartsWith("0 runs would be pruned", _runs.Invoke("history", "--prune", "--dry-run").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_is_taken_away_and_not_followed()
    {
        string run = _runs.Add();
        string elsewhere = Path.Combine(_runs.Root, "elsewhere");
        Directory.CreateDirectory(elsewhere);
        File.WriteAllText(Path.Combine(elsewhere, "precious"), "x");
        Directory.CreateSymbolicLink(_runs.File(run, "logs"), elsewhere);
        _runs.Invoke("history", "--prune", "--keep", "0");
        Assert.False(Directory.Exists(_runs.File(run, "logs")));
        Assert.True(File.Exists(Path.Combine(elsewhere, "precious")));
    }

    [Theory]
    [InlineData("--keep", "3")]
    [InlineData("--dry-run")]
    [InlineData("--prune", "--keep", "-1")]
    public void Options_that_mean_nothing_are_refused(params string[] options) =>
        Assert.Equal(ErrorCode.Usage, Assert.Throws<PhoenixException>(() => _runs.Invoke(["history", .. options])).Code);

    private string WithBulk(string run)
    {
        foreach ((string name, int bytes) in ((string, int)[])[("wal/c0001/000000010000000000000001", 1000), ("ledger/c0001-a01/w0000.ledger", 7)])
        {
            string path = _runs.File(run, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, new byte[bytes]);
        }

        return run;
    }
}
