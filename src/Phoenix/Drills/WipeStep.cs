using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Proof;
using Phoenix.Stacks;

namespace Phoenix.Drills;

/// <summary>Freezes, cuts off and destroys the stack, then asserts that nothing is left and that the repository did not change meanwhile.</summary>
/// <param name="c">The cycle.</param>
/// <param name="observer">Is told of the layers.</param>
public sealed class WipeStep(CycleContext c, ILayerObserver observer)
{
    /// <summary>Runs the wipe; safe to repeat after a crash.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (c.Facts is not ({ GatePassed: true, Witness: not null } or { LossAccepted: true }))
        {
            throw new InvalidOperationException("nothing is wiped before its gate has passed");
        }

        if (c.Facts is { WipeStartedAt: not null, LossAccepted: false, Witness: { } witness })
        {
            RefuseStaleGate(witness);
        }

        bool begins = c.Facts.WipeStartedAt is null;
        c.Record(new JournalEvent.WipeStarted(c.Cycle));
        if (begins)
        {
            c.Facts.WipingSince = c.Time.GetTimestamp();
        }

        LayerGraph layers = c.Stack.Layers(new RebirthIntent.Initialize()); // for its layers' wipe alone: nothing is raised from it

        // Half a wipe is worse than a whole one: once begun, an interrupt does not stop it; every part has its own bound.
        bool cut = await FreezeAndCutAsync();
        if (cut)
        {
            await CutOffAsync(credentialsCut: true);
        }

        // Only now, when the server stands still in mid-write: a writer told earlier would have finished in good order.
        bool writing = c.Facts is { Load: not null, LoadEnded: null };
        if (writing)
        {
            c.Facts.Load!.RequestStop();
        }

        IReadOnlyList<StepResult> results = await new LayerRunner(c.Time, observer).WipeAsync(layers, c.Stack.Parallelism, new HashSet<string>(), CancellationToken.None);
        if (writing)
        {
            await c.EndLoadAsync();
        }

        if (!cut)
        {
            // Where credentials cannot be taken away, the stack is cut off when its last machine is gone.
            await CutOffAsync(credentialsCut: false);
        }

        IReadOnlyDictionary<string, bool?> gone = await Emptiness.LookAsync(layers, CancellationToken.None);

        await c.SabotageAsync(SabotagePoint.AfterWipe, CancellationToken.None);
        JournalEvent.CutOff cutOff = c.Facts.CutOff!;
        c.Record(new JournalEvent.WipeEnded(c.Cycle, new WipeObservation(
            c.Facts.WipeStartedAt!.Value, cutOff.At, c.Time.GetUtcNow(), cutOff.CredentialsCut, cutOff.Listing,
            await c.Stack.Repository.DigestListingAsync(CancellationToken.None), gone)));

        Emptiness.ThrowIfLeft(results, gone);
        cancellationToken.ThrowIfCancellationRequested();
    }

    // A resumed wipe has no gate of its own. It may finish what the first process began to destroy, and nothing else.
    private void RefuseStaleGate(Witness witness)
    {
        if (c.Stack.Incarnation is not string now)
        {
            return;
        }

        if (now != witness.Incarnation || c.Facts.CutOff is null)
        {
            c.Stack.Fence.Thaw();
            throw new PhoenixException(
                ErrorCode.GateRefused,
                now != witness.Incarnation
                    ? "the database was raised again since the gate of this run passed, so this wipe would destroy what no gate has seen"
                    : "the wipe of this run had destroyed nothing yet, and its gate is stale: what was written since is in no archive that it looked at",
                "nothing was destroyed by this command; begin again, without --resume");
        }
    }

    private async Task<bool> FreezeAndCutAsync()
    {
        try
        {
            await c.Stack.Fence.FreezeAsync(CancellationToken.None);
            return await c.Stack.Fence.CutOffAsync(CancellationToken.None);
        }
        catch (PhoenixException)
        {
            // Nothing was destroyed: the database goes on as if nothing had been.
            c.Stack.Fence.Thaw();
            throw;
        }
    }

    private async Task CutOffAsync(bool credentialsCut) =>
        c.Record(new JournalEvent.CutOff(c.Cycle, credentialsCut, await c.Stack.Repository.DigestListingAsync(CancellationToken.None)));
}
