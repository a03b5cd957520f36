using Phoenix.Adapters.Gates;
using Phoenix.Adapters.Layers;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Terraform;

/// <summary>
/// The API of resources that are to be forgotten. One that answers once is there, and a destroy can do its work; gone is only what did not answer
/// several times, so that a restart of it leaves nothing behind that nobody destroys.
/// </summary>
/// <param name="api">Where it listens, as host:port.</param>
/// <param name="scope">What the layer works with.</param>
internal sealed class ForgottenApi(ValueTemplate api, LayerScope scope)
{
    private const int Looks = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Whether nothing answers there; what was seen is told to the log.</summary>
    /// <exception cref="Errors.PhoenixException">Configuration: it resolves to something that is no address.</exception>
    internal async Task<bool> IsGoneAsync(CancellationToken cancellationToken)
    {
        string address = scope.Resolve(api);
        if (api.References.Any() && address.Trim(':').All(char.IsAsciiDigit))
        {
            // In a wipe the outputs of a layer that is not there are empty.
            scope.Log.Say($"forget: the layer that tells the API's address ({api.Text}) is not there, so its API is not, either");
            return true;
        }

        string? reason = null;
        TcpGate gate = new(new GateDefinition.Tcp(api), scope);
        for (int look = 0; look < Looks; look++)
        {
            if (look > 0)
            {
                await Task.Delay(Pause, scope.Time, cancellationToken);
            }

            reason = await gate.LookAsync(cancellationToken);
            if (reason is null)
            {
                scope.Log.Say($"forget: {address} answers, so nothing is forgotten: the destroy takes all");
                return false;
            }
        }

        scope.Log.Say($"forget: {address} does not answer ({reason})");
        return true;
    }
}
