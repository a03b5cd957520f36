namespace Phoenix.Adapters.Gates;

/// <summary>One look of a gate, with a bound of its own: a connection that hangs must not use up the whole wait.</summary>
internal static class BoundedLook
{
    /// <summary>Longest look at something that answers over the network.</summary>
    internal static readonly TimeSpan Network = TimeSpan.FromSeconds(5);

    /// <summary>Looks; a look that takes too long is one more reason why not yet.</summary>
    internal static async Task<string?> RunAsync(TimeSpan bound, TimeProvider time, Func<CancellationToken, Task<string?>> look, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(bound, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await look(either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {bound.TotalSeconds:0.#} s";
        }
    }
}
