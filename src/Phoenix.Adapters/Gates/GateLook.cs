using Phoenix.Diagnosis;
using Phoenix.Errors;

namespace Phoenix.Adapters.Gates;

/// <summary>
/// One look of any gate, and what it means for the wait. A reason in which the catalogue finds what no wait can mend ends it; what calls itself passing
/// (a vault that does not answer, a program that asks to be run again) does not, although it was thrown.
/// </summary>
/// <param name="layer">The layer that the gate belongs to.</param>
/// <param name="gate">The gate's key in the stack file.</param>
/// <param name="look">Looks: null when it holds, else why not.</param>
internal sealed class GateLook(string layer, string gate, Func<CancellationToken, Task<string?>> look)
{
    /// <summary>Looks once.</summary>
    /// <exception cref="PhoenixException">Nothing that is awaited can mend it.</exception>
    internal async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            string? reason = await look(cancellationToken);
            return KnownCause.Permanent(reason) is { } known
                ? throw new PhoenixException(ErrorCode.LayerFailed, $"layer '{layer}': gate {gate}: {reason}", $"{known.What} {known.Remedy} ({known.Id})")
                : reason;
        }
        catch (PhoenixException e) when (e.IsTransient && e.Code != ErrorCode.Interrupted)
        {
            return e.Message;
        }
    }
}
