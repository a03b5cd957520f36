using Phoenix.Adapters.Layers;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Proxmox;

/// <summary>
/// A layer whose machines are destroyed by identity through the API of Proxmox, before its own driver destroys what else it made. The layer is gone
/// when no machine is left and its driver finds nothing either; a driver that cannot tell leaves it "unverified", because it may have made more than machines.
/// </summary>
/// <param name="inner">The layer's driver.</param>
/// <param name="definition">The machines.</param>
/// <param name="scope">What the layer works with.</param>
public sealed class ProxmoxWipe(ILayerDriver inner, WipeDefinition.Proxmox definition, LayerScope scope) : ILayerDriver
{
    private readonly MachineChoice _choice = new(definition);

    /// <summary>As <see cref="MachineDestruction.Settle"/>.</summary>
    internal TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public Task UpAsync(CancellationToken cancellationToken)
    {
        _choice.Forget();
        return inner.UpAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task WipeAsync(CancellationToken cancellationToken)
    {
        using (ProxmoxHttp http = await OpenAsync(ProxmoxAccess.Of(definition), scope.Secrets, scope.Log, scope.Time, cancellationToken))
        {
            await new MachineDestruction(new ProxmoxApi(http), _choice, definition, scope) { Settle = Settle }.RunAsync(cancellationToken);
        }

        try
        {
            await inner.WipeAsync(cancellationToken);
        }
        catch (PhoenixException e)
        {
            throw new PhoenixException(e.Code, $"the machines are gone, but what else layer '{scope.Layer}' made is not: {e.Message}", e.Hint, e) { IsTransient = e.IsTransient };
        }
    }

    /// <inheritdoc/>
    public async Task<bool?> ExistsAsync(CancellationToken cancellationToken) =>
        (await FindAsync(cancellationToken)).Count > 0 ? true : await inner.ExistsAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StackObject>?> ListAsync(CancellationToken cancellationToken) =>
        await inner.ListAsync(cancellationToken) is { } more ? [.. (await FindAsync(cancellationToken)).Select(m => m.Object), .. more] : null;

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, LayerOutput>> ReadOutputsAsync(CancellationToken cancellationToken) => inner.ReadOutputsAsync(cancellationToken);

    internal static async Task<ProxmoxHttp> OpenAsync(ProxmoxAccess access, ISecretReader secrets, ILayerLog? log, TimeProvider time, CancellationToken cancellationToken)
    {
        ProxmoxToken token = ProxmoxToken.Parse(await secrets.ReadAsync(access.TokenSecret, cancellationToken), access.TokenSecret);
        log?.Redact([token.Whole, token.Secret]);
        return new ProxmoxHttp(access, token, time);
    }

    private async Task<IReadOnlyList<ProxmoxMachine>> FindAsync(CancellationToken cancellationToken)
    {
        using ProxmoxHttp http = await OpenAsync(ProxmoxAccess.Of(definition), scope.Secrets, scope.Log, scope.Time, cancellationToken);
        return await _choice.FindAsync(new ProxmoxApi(http), cancellationToken);
    }
}
