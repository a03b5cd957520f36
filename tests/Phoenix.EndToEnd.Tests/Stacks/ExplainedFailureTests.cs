using System.Text.Json;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.Execution;
using Phoenix.Journal;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Stacks;

/// <summary>A layer that failed for a known cause says so in the output and on record, and a permanent one is not waited for.</summary>
public sealed class ExplainedFailureTests : IDisposable
{
    // In a file: quotes of three languages would meet in one line.
    private const string Script = "echo \"ERROR: [032]: 'pgbackrest/repo1' must begin with / for 'repo1-path' option\" >&2\nexit 32\n";

    private readonly StackPlace _place = new();

    public ExplainedFailureTests() => File.WriteAllText(_place.At("fail.sh"), Script);

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Output_journal_and_explain_name_the_cause()
    {
        _place.Write(1, _place.Layer("storage", "sh fail.sh"));

        PhoenixResult result = await _place.RunAsync("create");

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("known: The repository path does not begin with a slash.", result.Output, StringComparison.Ordinal);
        Assert.Contains("why: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("verify: ", result.Error, StringComparison.Ordinal);
        Assert.Contains($"phoenix explain {_place.Run}", result.Error, StringComparison.Ordinal);
        JournalEvent.LayerEnded ended = _place.Events().OfType<JournalEvent.LayerEnded>().Single(e => e.Layer == "storage");
        Assert.Equal("pgbackrest-repo-path-relative", ended.Explanation?.Id);

        PhoenixResult explained = await PhoenixProcess.RunAsync(_place.State, "explain", "--format", "json");
        Assert.Equal(1, explained.ExitCode);
        using JsonDocument json = JsonDocument.Parse(explained.Output);
        Assert.Equal("pgbackrest-repo-path-relative", json.RootElement.GetProperty("failures")[0].GetProperty("id").GetString());
        Assert.Equal(["logs/storage.log", "journal.ndjson"], json.RootElement.GetProperty("sources").EnumerateArray().Select(s => s.GetProperty("name").GetString()!));
    }

    [Fact]
    public async Task A_gate_is_not_awaited_when_no_wait_can_mend_it()
    {
        _place.Write(1, _place.Layer("storage", "touch $D/$N.there") + "    gates: [ { command: { arguments: [sh, fail.sh] }, timeout: 5m } ]\n");

        PhoenixResult result = await _place.RunAsync("create");

        Assert.Equal(5, result.ExitCode);
        JournalEvent.LayerGateEnded gate = Assert.Single(_place.Events().OfType<JournalEvent.LayerGateEnded>());
        Assert.Equal(StepState.Failed, gate.State);
        Assert.InRange(gate.Seconds, 0, 60);
        Assert.Contains("Write repoN-path: /prefix", result.Error, StringComparison.Ordinal);
    }
}
