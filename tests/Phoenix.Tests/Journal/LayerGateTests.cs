using Phoenix.Drills;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Proof;
using Phoenix.Stacks;
using Phoenix.Testing;
using Phoenix.Tests.Stacks;
using Xunit;

namespace Phoenix.Tests.Journal;

/// <summary>From the gate of a layer to the journal and the evidence.</summary>
public sealed class LayerGateTests
{
    [Fact]
    public async Task Each_gate_is_on_record_with_its_time_in_journal_and_evidence()
    {
        int looks = 0;
        Evidence evidence = await RaiseAsync(new Gate("third look", TimeSpan.FromSeconds(10), _ => Task.FromResult(++looks < 3 ? "not yet" : null)));

        EvidenceLayer layer = Assert.Single(Assert.Single(evidence.Cycles).Layers);
        EvidenceLayerGate gate = Assert.Single(layer.Gates!);
        Assert.Equal(("third look", StepState.Succeeded, null), (gate.Name, gate.State, gate.Reason));
        Assert.InRange(gate.Seconds, 0.03, layer.Seconds!.Value);
    }

    [Fact]
    public async Task A_gate_that_does_not_hold_is_on_record_with_reason_and_code()
    {
        using MemoryRunStore store = new();
        EvidenceLayer layer = (await RaiseAsync(new Gate("s3", TimeSpan.FromMilliseconds(50), _ => Task.FromResult<string?>("403")), store)).Cycles[0].Layers[0];

        Assert.Equal(StepState.Failed, layer.State);
        Assert.Equal(StepState.Failed, Assert.Single(layer.Gates!).State);
        Assert.Contains("403", layer.Gates![0].Reason, StringComparison.Ordinal);
        RunJournal journal = new(store, TimeProvider.System);
        Assert.Equal("timed-out", journal.Events.OfType<JournalEvent.LayerGateEnded>().Single().Code);
        Assert.Equal("timed-out", journal.Events.OfType<JournalEvent.LayerEnded>().Single().Code);
    }

    [Fact]
    public async Task A_layer_without_gates_has_none_in_its_evidence() => Assert.Null((await RaiseAsync(null)).Cycles[0].Layers[0].Gates);

    [Fact]
    public void A_gate_under_way_is_known_until_it_ends()
    {
        JournalEvent[] events =
        [
            Runs.Started(new Dictionary<string, string>()), new JournalEvent.LayerStarted(1, "base", LayerPhase.Up) { At = Runs.Begin }, new JournalEvent.LayerGateStarted(1, "base", "g") { At = Runs.Begin },
        ];
        Assert.Equal("g", Assert.Single(RunState.Fold(events).Cycles[1].Layers).Awaited);
        LayerRecord after = Assert.Single(RunState.Fold([.. events, new JournalEvent.LayerGateEnded(1, "base", "g", StepState.Succeeded, null, 1) { At = Runs.Begin }]).Cycles[1].Layers);
        Assert.Null(after.Awaited);
        Assert.Single(after.Gates);
    }

    private static async Task<Evidence> RaiseAsync(Gate? gate, MemoryRunStore? store = null)
    {
        RunJournal journal = new(store ?? new MemoryRunStore(), TimeProvider.System);
        journal.Append(Runs.Started(new Dictionary<string, string>()));
        var layer = new Layer("base", [], new FakeLayerDriver(), gate is null ? [] : [gate], TimeSpan.FromMinutes(1));
        await new LayerRunner(TimeProvider.System, new JournalObserver(journal, 1)).RaiseAsync(new LayerGraph([layer]), new RaiseOptions(), TestContext.Current.CancellationToken);
        journal.Append(new JournalEvent.RunEnded(Verdict.Inconclusive, 4));
        return EvidenceBuilder.Build(journal.Events, journal.Head);
    }
}
