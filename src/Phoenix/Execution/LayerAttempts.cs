using Phoenix.Diagnosis;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Execution;

/// <summary>Tries an up or wipe again when it failed for a transient reason; each attempt has the layer's bound.</summary>
/// <param name="time">The clock.</param>
/// <param name="observer">Is told before each repetition.</param>
internal sealed class LayerAttempts(TimeProvider time, ILayerObserver observer)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>The longest that all attempts can take together.</summary>
    public static TimeSpan Bound(Layer layer) => (layer.Timeout * (layer.Retries + 1)) + (LongestPause * layer.Retries);

    /// <summary>Runs the work until it succeeds, fails for good, or was tried often enough.</summary>
    public async Task RunAsync(Layer layer, LayerPhase phase, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        TimeSpan pause = FirstPause;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await BoundedAsync(layer, phase, work, cancellationToken);
                return;
            }
            catch (PhoenixException e) when (attempt <= layer.Retries && MayPass(e) && !cancellationToken.IsCancellationRequested)
            {
                observer.Retrying(layer.Name, phase, attempt, e);
            }

            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
        }
    }

    // A passing fault may have one beside it that no repetition mends; only what the program itself says is stronger than that.
    private static bool MayPass(PhoenixException e) => e.IsTransient && (e.AsksAgain || KnownCause.Permanent(e.Message) is null);

    private async Task BoundedAsync(Layer layer, LayerPhase phase, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using CancellationTokenSource bound = new(layer.Timeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            await work(either.Token);
        }
        catch (OperationCanceledException e) when (bound.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new PhoenixException(
                ErrorCode.TimedOut,
                $"the {(phase == LayerPhase.Up ? "up" : "wipe")} of layer '{layer.Name}' did not end within {layer.Timeout.TotalSeconds:0} s",
                "look at the last lines of its log; a longer bound is 'timeout' in the stack file", e);
        }
    }
}
