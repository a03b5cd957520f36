using Phoenix.Adapters.Files;
using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Ports;
using Xunit;

namespace Phoenix.Adapters.Tests.Files;

public sealed class RunDirectoryTests : RunStoreContract, IDisposable
{
    private readonly TemporaryState _state = new();
    private readonly RunDirectory _run;

    public RunDirectoryTests() => _run = _state.Directory.CreateRun(TimeProvider.System);

    protected override IRunStore Store => _run;

    public void Dispose()
    {
        _run.Dispose();
        _state.Dispose();
    }

    [Fact]
    public void The_folder_is_named_after_the_run_and_opens_again_under_that_name()
    {
        Assert.Matches("^[0-9]{8}-[0-9]{6}-[0-9a-f]{4}$", _run.Name);
        Assert.Equal(_run.Name, Path.GetFileName(_run.Path));
        using RunDirectory again = _state.Directory.OpenRun(_run.Name);
        Assert.Equal(_run.Run, again.Run);
        Assert.Equal(_run.Path, again.Path);
    }

    [Fact]
    public void A_journal_continues_after_the_process_that_wrote_it_was_gone()
    {
        new RunJournal(_run, TimeProvider.System).Append(new JournalEvent.CycleStarted(1, 1));
        using RunDirectory again = _state.Directory.OpenRun(null);
        RunJournal journal = new(again, TimeProvider.System);
        journal.Append(new JournalEvent.RunResumed());
        Assert.Equal(2, RunJournal.Read(again.ReadJournal()).Head.Lines);
    }

    [Fact]
    public void A_full_disk_under_the_journal_is_named_and_nothing_is_written_after_it()
    {
        RunJournal journal = new(_run, TimeProvider.System);
        File.CreateSymbolicLink(Path.Combine(_run.Path, "journal.ndjson"), "/dev/full");
        PhoenixException e = Assert.Throws<PhoenixException>(() => journal.Append(new JournalEvent.WipeStarted(1)));
        Assert.Equal(ErrorCode.DiskFull, e.Code);
        Assert.Contains("--state", e.Hint, StringComparison.Ordinal);
        Assert.Empty(journal.Events);
    }

    [Fact]
    public void A_full_disk_under_a_ledger_is_named()
    {
        string directory = _run.Directory("ledger/c0001-a01");
        File.CreateSymbolicLink(Path.Combine(directory, "w0000.ledger"), "/dev/full");
        using ILedgerLog ledger = _run.OpenLedger(1, 1, 0);
        Assert.Equal(ErrorCode.DiskFull, Assert.Throws<PhoenixException>(() => ledger.Append("x"u8)).Code);
    }

    [Fact]
    public void A_file_that_cannot_be_written_keeps_its_old_content()
    {
        _run.WriteFile("evidence.json", "old"u8);
        File.CreateSymbolicLink(Path.Combine(_run.Path, "evidence.json.new"), "/dev/full");
        Assert.Equal(ErrorCode.DiskFull, Assert.Throws<PhoenixException>(() => _run.WriteFile("evidence.json", "new"u8)).Code);
        Assert.Equal("old"u8, _run.ReadFile("evidence.json")!);
    }

    [Theory]
    [InlineData("../evidence.json")]
    [InlineData("/etc/phoenix")]
    [InlineData("logs/../../x")]
    public void Nothing_is_written_outside_the_folder(string name)
    {
        Assert.Throws<ArgumentException>(() => _run.WriteFile(name, "x"u8));
        Assert.Throws<ArgumentException>(() => _run.Directory(name));
    }
}
