using System.Text.Json.Nodes;

namespace Phoenix.Kubernetes.Manifests;

/// <summary>Where a layer's objects come from: files, a kustomization. YAML is read elsewhere.</summary>
public interface IManifestSource
{
    /// <summary>Reads the objects as they are to be applied; each has apiVersion, kind and a name.</summary>
    /// <exception cref="Errors.PhoenixException">Configuration: they cannot be read; the message names file and line.</exception>
    Task<IReadOnlyList<JsonObject>> ReadAsync(CancellationToken cancellationToken);
}
