using System.Diagnostics;
using Phoenix.Adapters.Files;
using Phoenix.Adapters.Processes;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Adapters.Tests.Files;

/// <summary>What of a killed Phoenix's processes is ended: what belongs to unfinished work, and nothing else.</summary>
public sealed class UnfinishedLayersTests : IDisposable
{
    private const string Stack = "example";
    private readonly TemporaryState _state = new();
    private readonly string _marker = $"unfinished-test-{Guid.NewGuid():N}";

    public void Dispose()
    {
        foreach (ProcessEntry left in ProcessTable.FindBelonging(_marker, []))
        {
            Process.GetProcessById(left.Pid).Kill();
        }

        _state.Dispose();
    }

    [Fact]
    public async Task Only_what_has_no_end_on_record_is_ended()
    {
        Process open = await StartAsync("open"), raised = await StartAsync("raised"), done = await StartAsync("done"), gate = await StartAsync("done"), stranger = await StartAsync("open", _marker + "-other");
        using RunDirectory run = _state.Directory.CreateRun(TimeProvider.System);
        RunJournal journal = new(run, TimeProvider.System);
        journal.Append(new JournalEvent.RunStarted(run.Run, Stack, new Dictionary<string, string>(), new Dictionary<string, string>()));
        foreach ((string layer, Process up) in new[] { ("done", done), ("raised", raised), ("open", open) })
        {
            journal.Append(new JournalEvent.LayerStarted(1, layer, LayerPhase.Up));
            journal.Append(new JournalEvent.ToolStarted("up", up.Id, 1));
            if (layer != "open")
            {
                journal.Append(new JournalEvent.ToolEnded("up", up.Id, 1, 0, 1));
                journal.Append(new JournalEvent.LayerRaised(1, layer));
            }
        }

        journal.Append(new JournalEvent.LayerEnded(1, "done", LayerPhase.Up, StepState.Succeeded, null, 1));
        journal.Append(new JournalEvent.ToolStarted("gate of done", gate.Id, 1));

        await new UnfinishedLayers(_state.Directory, "another", _marker, TimeProvider.System).ClearAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.False(open.HasExited);
        await new UnfinishedLayers(_state.Directory, Stack, _marker, TimeProvider.System).ClearAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        await open.WaitForExitAsync(TestContext.Current.CancellationToken);
        await gate.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.False(raised.HasExited, "the daemon of a layer that is up is part of the stack");
        Assert.False(done.HasExited);
        Assert.False(stranger.HasExited);
        stranger.Kill();
    }

    private async Task<Process> StartAsync(string layer, string? marker = null)
    {
        ProcessStartInfo start = new("setsid", ["sleep", "600"]);
        start.Environment[ToolCommand.MarkerVariable] = marker ?? _marker;
        start.Environment[ToolCommand.LayerVariable] = layer;
        Process process = Process.Start(start)!;
        await Condition.HoldsAsync(() => ProcessTable.Find(process.Id) is { } entry && entry.SessionId == process.Id);

        return process;
    }
}
