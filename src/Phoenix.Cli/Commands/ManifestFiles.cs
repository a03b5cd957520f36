using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Manifests;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Objects;
using Phoenix.Stacks;

namespace Phoenix.Cli.Commands;

/// <summary>The objects of a <c>kubernetes</c> layer, as its files say.</summary>
/// <param name="definition">Which files.</param>
internal sealed class ManifestFiles(DriverDefinition.Kubernetes definition) : IManifestSource
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<JsonObject>> ReadAsync(CancellationToken cancellationToken) =>
        Task.Run(() => definition.Kustomization is string folder ? Reader().ReadKustomization(folder) : Reader().ReadFiles(definition.Manifests), cancellationToken);

    /// <summary>What reads manifests.</summary>
    public static ManifestReader Reader() => new(new FolderTree(Environment.CurrentDirectory), new KubectlKustomizer());
}
