using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
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
        if (c.Facts is not { GatePassed: true, Witness: not null })
        {
            throw new InvalidOperationException("nothing is wiped before its gate has passed");
        }

        c.Record(new JournalEvent.WipeStarted(c.Cycle));
        LayerGraph layers = c.Stack.Layers(new RebirthIntent.Restore(
            new RestoreRequest(RecoveryTarget.Latest, null, TimelineHistory.Root(c.Facts.Witness.Timeline), null)));

        // Half a wipe is worse than a whole one: once begun, an interrupt does not stop it; every part has its own bound.
        await c.Stack.Fence.FreezeAsync(CancellationToken.None);
        bool cut = await c.Stack.Fence.CutOffAsync(CancellationToken.None);
        if (cut)
        {
            await CutOffAsync(credentialsCut: true);
        }

        IReadOnlyList<StepResult> results = await new LayerRunner(c.Time, observer).WipeAsync(layers, CancellationToken.None);
        if (!cut)
        {
            // Where credentials cannot be taken away, the stack is cut off when its last machine is gone.
            await CutOffAsync(credentialsCut: false);
        }

        Dictionary<string, bool?> gone = [];
        foreach (Layer layer in layers.Order)
        {
            bool? exists = await layer.Driver.ExistsAsync(CancellationToken.None);
            gone[layer.Name] = exists is bool e ? !e : null;
        }

        JournalEvent.CutOff cutOff = c.Facts.CutOff!;
        c.Record(new JournalEvent.WipeEnded(c.Cycle, new WipeObservation(
            c.Facts.WipeStartedAt!.Value, cutOff.At, c.Time.GetUtcNow(), cutOff.CredentialsCut, cutOff.Listing,
            await c.Stack.Repository.DigestListingAsync(CancellationToken.None), gone)));

        StepResult? failed = results.FirstOrDefault(r => r.State != StepState.Succeeded);
        if (failed is not null || gone.Values.Contains(false))
        {
            string left = string.Join(", ", gone.Where(g => g.Value == false).Select(g => g.Key));
            throw new PhoenixException(
                ErrorCode.LayerFailed,
                $"the wipe left something: {(left.Length > 0 ? left : "see the layer")}{(failed is null ? "" : $" ({failed.Name}: {failed.Reason})")}",
                "look at what is left; the drill can be resumed");
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task CutOffAsync(bool credentialsCut) =>
        c.Record(new JournalEvent.CutOff(c.Cycle, credentialsCut, await c.Stack.Repository.DigestListingAsync(CancellationToken.None)));
}
