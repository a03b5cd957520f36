using Phoenix.Adapters.Layers;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Terraform;

/// <summary>
/// A root module of Terraform or OpenTofu. Whether the layer is there is what its state says: an empty state that could be read means that nothing
/// is; a state that cannot be read is an error, never "gone".
/// </summary>
/// <param name="definition">The module.</param>
/// <param name="scope">What the layer works with.</param>
public sealed class TerraformDriver(DriverDefinition.Terraform definition, LayerScope scope) : ILayerDriver
{
    private const int ForgottenAtOnce = 100;

    private readonly TerraformTool _tool = new(definition, scope);

    /// <inheritdoc/>
    public async Task UpAsync(CancellationToken cancellationToken)
    {
        _tool.CheckDirectory();
        await _tool.InitAsync(cancellationToken);
        await _tool.EnsureWorkspaceAsync(cancellationToken);
        await _tool.ChangeAsync("apply", cancellationToken);
    }

    /// <inheritdoc/>
    public async Task WipeAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<StackObject> resources = await ResourcesAsync(cancellationToken);
        if (resources.Count == 0)
        {
            return;
        }

        RepositoryBucket.Refuse(scope, resources);
        await _tool.InitAsync(cancellationToken);
        foreach (string[] addresses in (await ForgottenAsync(resources, definition.Forget, definition.Api, scope, cancellationToken)).Chunk(ForgottenAtOnce))
        {
            await _tool.ForgetAsync(addresses, cancellationToken);
        }

        await _tool.ChangeAsync("destroy", cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool?> ExistsAsync(CancellationToken cancellationToken) => (await ResourcesAsync(cancellationToken)).Count > 0;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StackObject>?> ListAsync(CancellationToken cancellationToken) => await ResourcesAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, LayerOutput>> ReadOutputsAsync(CancellationToken cancellationToken)
    {
        _tool.CheckDirectory();
        List<string> hidden = [];
        IReadOnlyDictionary<string, LayerOutput> outputs = (await _tool.ReadJsonAsync(["output", "-json", "-no-color"], cancellationToken)).Outputs(hidden);
        scope.Log.Redact(hidden);
        return outputs;
    }

    /// <summary>The addresses whose type begins with one of the prefixes, each once; told to the log. None while their API answers: then a destroy can do its work.</summary>
    internal static async Task<IReadOnlyList<string>> ForgottenAsync(
        IReadOnlyList<StackObject> resources, IReadOnlyList<string> prefixes, ValueTemplate? api, LayerScope scope, CancellationToken cancellationToken)
    {
        // What is deposed goes with its address.
        string[] addresses = [.. resources
            .Where(r => prefixes.Any(p => r.Kind.StartsWith(p, StringComparison.Ordinal)))
            .Select(r => r.Identity.Split(" (deposed ")[0])
            .Distinct(StringComparer.Ordinal)];
        if (addresses.Length > 0 && api is not null && !await new ForgottenApi(api, scope).IsGoneAsync(cancellationToken))
        {
            return [];
        }

        foreach (string address in addresses)
        {
            scope.Log.Say($"forgotten before the destroy: {address}");
        }

        return addresses;
    }

    private async Task<IReadOnlyList<StackObject>> ResourcesAsync(CancellationToken cancellationToken)
    {
        _tool.CheckDirectory();
        if (definition.Workspace is not null)
        {
            // Asked without the workspace, which may be missing; that needs a prepared directory.
            if (!scope.IsLook)
            {
                await _tool.InitAsync(cancellationToken);
            }

            if (!await _tool.HasWorkspaceAsync(cancellationToken))
            {
                return [];
            }
        }

        return (await _tool.ReadJsonAsync(["show", "-json", "-no-color"], cancellationToken)).Resources();
    }
}
