using Phoenix.Adapters.Files;
using Phoenix.EndToEnd.Tests.Launcher;
using Phoenix.Journal;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.EndToEnd.Tests.BadInput;

/// <summary>What cannot be meant is refused before anything is made: exit code 2, one error, one hint.</summary>
public sealed class WrongArgumentsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("phoenix-bad-").FullName;

    private string State => Path.Combine(_folder, ".phoenix");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("usage", "'--bogus'", "drill", "--bogus")]
    [InlineData("usage", "'burn'", "burn")]
    [InlineData("usage", "command", "lab")]
    [InlineData("usage", "'nope' is no sabotage", "drill", "--sabotage", "nope")]
    [InlineData("usage", "'nope' is no sabotage", "drill", "--sabotage", "drop-wal,nope")]
    [InlineData("usage", "'' is no sabotage", "drill", "--sabotage", "drop-wal,")]
    [InlineData("usage", "'all' is no sabotage", "drill", "--sabotage", "all,drop-wal")]
    [InlineData("usage", "--cycles is 0", "drill", "--cycles", "0")]
    [InlineData("usage", "'many'", "drill", "--cycles", "many")]
    [InlineData("usage", "--writers is 0", "drill", "--writers", "0")]
    [InlineData("usage", "--load-seconds is NaN", "drill", "--load-seconds", "NaN")]
    [InlineData("usage", "'x' is no recovery point objective", "drill", "--rpo", "x")]
    [InlineData("usage", "'x' is no duration", "drill", "--rto", "x")]
    [InlineData("configuration", "the stack file f cannot be read", "drill", "--stack", "f")]
    [InlineData("usage", "'midnight' is no moment for a wipe", "drill", "--wipe-at", "midnight")]
    [InlineData("usage", "'Bad_Name' is no name for a lab", "drill", "--lab", "Bad_Name")]
    [InlineData("usage", "'../x' is no name for a lab", "lab", "up", "--lab", "../x")]
    [InlineData("usage", "65535", "lab", "up", "--port", "70000")]
    [InlineData("usage", "65535", "lab", "up", "--s3-port", "-1")]
    [InlineData("usage", "'xml'", "history", "--format", "xml")]
    [InlineData("target-impossible", "'yesterday' is no kind of recovery target", "drill", "--target", "yesterday")]
    [InlineData("target-impossible", "has no offset from UTC", "drill", "--target", "time=2026-01-01 00:00:00")]
    [InlineData("target-impossible", "names a timeline and no place on it", "drill", "--target", "latest,timeline=7")]
    [InlineData("not-found", "there is no run nope", "report", "nope")]
    [InlineData("not-found", "there is no run nope", "verify", "nope")]
    [InlineData("not-found", "the key nowhere.pem cannot be read", "drill", "--sign-key", "nowhere.pem")]
    [InlineData("not-found", "there is no run nope", "drill", "--resume", "nope")]
    [InlineData("not-found", "there is no lab 'lab'", "lab", "env")]
    public async Task It_is_refused_with_a_hint_and_nothing_is_made(string id, string says, params string[] arguments)
    {
        Refused.Check(await Refused.CallAsync(_folder, arguments), 2, id, says);
        Refused.CheckUntouched(State);
    }

    [Theory]
    [InlineData("usage", "drill", "--cycles", "0")]
    [InlineData("usage", "drill", "--bogus")]
    [InlineData("not-found", "report", "nope")]
    public async Task With_format_json_the_error_is_one_document(string id, params string[] arguments)
    {
        Refused.CheckJson(await Refused.CallAsync(_folder, [.. arguments, "--format", "json"]), 2, id);
        Refused.CheckUntouched(State);
    }

    [Fact]
    public async Task A_stack_file_in_the_folder_is_not_passed_over_in_silence()
    {
        File.WriteAllText(Path.Combine(_folder, "phoenix.yaml"), "name: production\n");
        Refused.Check(await Refused.CallAsync(_folder, "drill"), 2, "configuration", "phoenix.yaml:1:1: the stack lacks 'layers'");
        Refused.CheckUntouched(State);
    }

    [Fact]
    public async Task A_run_that_ended_is_not_resumed()
    {
        string run = Record(Runs.Proven(1));
        using (RunDirectory sealedRun = new StateDirectory(State).OpenRun(run))
        {
            sealedRun.WriteFile("evidence.json", "{}"u8);
        }

        byte[] journal = File.ReadAllBytes(Path.Combine(State, "runs", run, "journal.ndjson"));
        Refused.Check(await Refused.CallAsync(_folder, "drill", "--resume", run), 2, "usage", "has ended", $"phoenix report {run}");
        Assert.Equal(journal, File.ReadAllBytes(Path.Combine(State, "runs", run, "journal.ndjson")));
        Assert.False(Directory.Exists(Path.Combine(State, "labs")));
    }

    [Fact]
    public async Task A_run_that_ended_and_was_killed_before_its_evidence_was_written_is_only_sealed()
    {
        string run = Record(Runs.Proven(1));
        byte[] journal = File.ReadAllBytes(Path.Combine(State, "runs", run, "journal.ndjson"));
        Script call = await Refused.CallAsync(_folder, "drill", "--resume", run);
        Assert.Equal(0, call.ExitCode);
        Assert.True(Seal.Verify(File.ReadAllBytes(Path.Combine(State, "runs", run, "evidence.json"))));
        Assert.Equal(journal, File.ReadAllBytes(Path.Combine(State, "runs", run, "journal.ndjson")));
        Assert.False(Directory.Exists(Path.Combine(State, "labs")));
    }

    [Fact]
    public async Task A_run_that_was_killed_before_it_was_on_record_is_not_resumed()
    {
        string run = Record([]);
        Script call = await Refused.CallAsync(_folder, "drill", "--resume", run);
        Refused.Check(call, 2, "record-damaged", "start a new drill");
        Assert.False(Directory.Exists(Path.Combine(State, "labs")));
    }

    private string Record(IEnumerable<JournalEvent> events)
    {
        using RunDirectory run = new StateDirectory(State).CreateRun(TimeProvider.System);
        RunJournal journal = new(run, TimeProvider.System);
        foreach (JournalEvent e in events)
        {
            journal.Append(e is JournalEvent.RunStarted started ? started with { Run = run.Run } : e);
        }

        return run.Name;
    }
}
