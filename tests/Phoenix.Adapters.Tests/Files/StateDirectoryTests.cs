using Phoenix.Adapters.Files;
using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Proof;
using Xunit;

namespace Phoenix.Adapters.Tests.Files;

public sealed class StateDirectoryTests : IDisposable
{
    private readonly TemporaryState _state = new();
    private readonly SteppingClock _clock = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public void A_place_that_cannot_be_written_is_refused_with_a_hint()
    {
        string file = Path.Combine(_state.Root, "file");
        File.WriteAllText(file, "");
        PhoenixException e = Assert.Throws<PhoenixException>(() => new StateDirectory(Path.Combine(file, "state")).CreateRun(_clock));
        Assert.Equal(ErrorCode.StateNotWritable, e.Code);
        Assert.Contains("--state DIR", e.Hint, StringComparison.Ordinal);
        Assert.Contains(file, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_probe_leaves_nothing_behind()
    {
        _state.Directory.EnsureWritable();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_state.Directory.Runs));
    }

    [Fact]
    public void A_run_is_found_by_name_by_a_unique_beginning_or_as_the_newest()
    {
        using RunDirectory first = _state.Directory.CreateRun(_clock);
        using RunDirectory second = _state.Directory.CreateRun(_clock);
        Assert.NotEqual(first.Path, second.Path);
        Assert.Equal(second.Run, _state.Directory.OpenRun(null).Run);
        Assert.Equal(first.Run, _state.Directory.OpenRun(first.Name).Run);
        Assert.Contains("2 runs begin with 2", Assert.Throws<PhoenixException>(() => _state.Directory.OpenRun("2")).Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<PhoenixException>(() => _state.Directory.OpenRun("nope")).Code);
    }

    [Fact]
    public void Without_any_run_the_newest_is_not_found()
    {
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<PhoenixException>(() => _state.Directory.OpenRun(null)).Code);
        Assert.Empty(new RunHistory(_state.Directory).Read());
    }

    [Fact]
    public void A_folder_whose_number_is_another_runs_is_refused()
    {
        using RunDirectory run = _state.Directory.CreateRun(_clock);
        File.WriteAllText(Path.Combine(run.Path, "run"), Guid.CreateVersion7(DateTimeOffset.UnixEpoch).ToString());
        Assert.Equal(ErrorCode.RecordDamaged, Assert.Throws<PhoenixException>(() => _state.Directory.OpenRun(run.Name)).Code);
    }

    [Fact]
    public void The_history_lists_newest_first_and_damaged_runs_as_damaged()
    {
        string intact = Ended(damage: null);
        string unended = Begun();
        string altered = Ended(file => file[file.Length / 2] ^= 1);
        string numberless = Begun();
        File.Delete(Path.Combine(_state.Directory.Runs, numberless, "run"));
        string journalDamaged = Begun();
        string journal = Path.Combine(_state.Directory.Runs, journalDamaged, "journal.ndjson");
        File.WriteAllText(journal, File.ReadAllText(journal).Replace("lab", "LAB", StringComparison.Ordinal));

        Dictionary<string, RunSummary> runs = new RunHistory(_state.Directory).Read().ToDictionary(r => r.Name);

        Assert.Equal(5, runs.Count);
        Assert.Equal(Verdict.Inconclusive, runs[intact].Evidence!.Verdict);
        Assert.False(runs[unended].IsDamaged);
        Assert.Equal("it has not ended", runs[unended].Problem);
        Assert.All([altered, numberless, journalDamaged], n => Assert.True(runs[n].IsDamaged, n));
        Assert.All([altered, numberless, journalDamaged], n => Assert.Null(runs[n].Evidence));
    }

    [Fact]
    public void Order_is_by_begin_even_within_one_second_and_the_newest_intact_seal_is_the_next_runs_previous()
    {
        string[] names = [.. Enumerable.Range(0, 5).Select(_ => Ended(damage: null))];
        string[] listed = [.. new RunHistory(_state.Directory).Read().Select(r => r.Name)];
        Assert.Equal(names.Reverse(), listed);
        string latest = new RunHistory(_state.Directory).Read().First().Evidence!.Seal!.Sha256;
        Ended(file => file[20] ^= 1);
        Assert.Equal(latest, new RunHistory(_state.Directory).SealBefore(Begun()));
        Assert.NotEqual(latest, new RunHistory(_state.Directory).SealBefore(names[^1]));
        Assert.Null(new RunHistory(_state.Directory).SealBefore(names[0]));
    }

    private string Begun()
    {
        using RunDirectory run = _state.Directory.CreateRun(_clock);
        Start(run);
        return run.Name;
    }

    private string Ended(Action<byte[]>? damage)
    {
        using RunDirectory run = _state.Directory.CreateRun(_clock);
        RunJournal journal = Start(run);
        journal.Append(new JournalEvent.RunEnded(null, 3));
        byte[] file = Seal.Apply(EvidenceBuilder.Build(journal.Events, journal.Head), new RunHistory(_state.Directory).SealBefore(run.Name));
        damage?.Invoke(file);
        run.WriteFile("evidence.json", file);
        return run.Name;
    }

    private static RunJournal Start(RunDirectory run)
    {
        RunJournal journal = new(run, TimeProvider.System);
        journal.Append(new JournalEvent.RunStarted(run.Run, "lab", new Dictionary<string, string>(), new Dictionary<string, string>()));
        return journal;
    }

    /// <summary>A millisecond passes between two looks: version 7 numbers order by the millisecond.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 2, 10, 14, 54, 2, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now = _now.AddMilliseconds(1);
    }
}
