using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;
using YamlDotNet.Core;

namespace Phoenix.KubeSim.Operators.Flux;

/// <summary>Builds the manifests of a Kustomization: a folder with a <c>kustomization.yaml</c> (its <c>resources</c> and <c>namespace</c> only), or all manifests below it.</summary>
internal static partial class KustomizeBuild
{
    /// <summary>The objects.</summary>
    /// <param name="files">The artifact.</param>
    /// <param name="path">The Kustomization's path.</param>
    /// <param name="variables">Values to be substituted; null for no substitution.</param>
    /// <exception cref="FormatException">It cannot be built; the message is Flux's.</exception>
    internal static IReadOnlyList<KubeObject> Build(IReadOnlyDictionary<string, string> files, string path, IReadOnlyDictionary<string, string>? variables)
    {
        string folder = Normal(path);
        if (folder.Length > 0 && !files.Keys.Any(f => f.StartsWith(folder + "/", StringComparison.Ordinal)))
        {
            throw new FormatException($"kustomization path not found: stat /data/{folder}: no such file or directory");
        }

        try
        {
            return [.. Folder(files, folder, variables)];
        }
        catch (YamlException e)
        {
            throw new FormatException($"kustomize build failed: {e.Message}", e);
        }
    }

    private static IEnumerable<KubeObject> Folder(IReadOnlyDictionary<string, string> files, string folder, IReadOnlyDictionary<string, string>? variables)
    {
        string prefix = folder.Length == 0 ? "" : folder + "/";
        if (!files.TryGetValue(prefix + "kustomization.yaml", out string? text))
        {
            return files.Where(f => f.Key.StartsWith(prefix, StringComparison.Ordinal) && !f.Key.EndsWith("/kustomization.yaml", StringComparison.Ordinal))
                .OrderBy(f => f.Key, StringComparer.Ordinal).SelectMany(f => YamlManifests.Read(Substituted(f.Value, variables)));
        }

        JsonObject kustomization = YamlManifests.ReadMapping(text);
        List<KubeObject> objects = [];
        foreach (string resource in (kustomization["resources"] as JsonArray ?? []).Select(r => Normal(prefix + r)))
        {
            objects.AddRange(files.TryGetValue(resource, out string? file) ? YamlManifests.Read(Substituted(file, variables))
                : files.Keys.Any(f => f.StartsWith(resource + "/", StringComparison.Ordinal)) ? Folder(files, resource, variables)
                : throw new FormatException($"kustomize build failed: accumulating resources: accumulation err='accumulating resources from '{resource}': no such file or directory'"));
        }

        if (kustomization["namespace"]?.ToString() is { } @namespace)
        {
            foreach (KubeObject of in objects.Where(o => o.Kind is not ("Namespace" or "CustomResourceDefinition" or "ClusterSecretStore" or "ClusterRole" or "ClusterRoleBinding" or "StorageClass")))
            {
                of.Content["metadata"]!["namespace"] = @namespace;
            }
        }

        return objects;
    }

    private static string Substituted(string text, IReadOnlyDictionary<string, string>? variables) => variables is null
        ? text
        : Variable().Replace(text, m => variables.TryGetValue(m.Groups["name"].Value, out string? value) ? value : m.Groups["default"].Value);

    private static string Normal(string path)
    {
        List<string> parts = [];
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != "."))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:[=-](?<default>[^}]*))?\}")]
    private static partial Regex Variable();
}
