using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Stacks;

namespace Phoenix.Lab.Local;

/// <summary>A whole lab as one layer of a larger stack: its secrets, node, volume and database are raised and destroyed together.</summary>
/// <param name="lab">The lab.</param>
/// <param name="intent">What its database is to become.</param>
public sealed class LabLayer(LabStack lab, RebirthIntent intent) : ILayerDriver
{
    /// <inheritdoc/>
    public async Task UpAsync(CancellationToken cancellationToken) => ThrowIfFailed(
        await new LayerRunner(lab.Site.Time, new SilentObserver()).RaiseAsync(lab.Layers(intent), new RaiseOptions { Parallelism = lab.Parallelism }, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task WipeAsync(CancellationToken cancellationToken) => ThrowIfFailed(
        await new LayerRunner(lab.Site.Time, new SilentObserver()).WipeAsync(lab.Layers(intent), lab.Parallelism, new HashSet<string>(), cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<bool?> ExistsAsync(CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, bool?> gone = await Emptiness.LookAsync(lab.Layers(intent), cancellationToken);
        return gone.Values.Any(g => g != true);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StackObject>?> ListAsync(CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, bool?> gone = await Emptiness.LookAsync(lab.Layers(intent), cancellationToken);
        return [.. gone.Where(g => g.Value != true).Select(g => new StackObject("lab", $"{lab.Site.Record.Id}/{g.Key}", Folder(g.Key)))];
    }

    private string? Folder(string layer) => layer switch
    {
        "secrets" => lab.Site.Paths.Secrets,
        "platform" => lab.Site.Paths.Node,
        "storage" => lab.Site.Paths.Volume,
        _ => lab.Site.Paths.DataDirectory,
    };

    private static void ThrowIfFailed(IReadOnlyList<StepResult> results, CancellationToken cancellationToken)
    {
        if (results.FirstOrDefault(r => r.State is StepState.Failed or StepState.Cancelled) is not { } failed)
        {
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw failed.Error switch
        {
            PhoenixException e => new PhoenixException(e.Code, $"{failed.Name}: {e.Message}", e.Hint, e) { IsTransient = e.IsTransient },
            _ => new PhoenixException(ErrorCode.LayerFailed, $"{failed.Name}: {failed.Reason}", "look at the lab's logs", failed.Error),
        };
    }
}
