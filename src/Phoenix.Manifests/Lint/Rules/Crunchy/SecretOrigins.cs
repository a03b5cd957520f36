using System.Runtime.CompilerServices;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>Which objects make which Secrets, found once for what was read.</summary>
internal sealed class SecretOrigins
{
    private static readonly ConditionalWeakTable<LintSet, SecretOrigins> Known = [];

    // Kinds that only use Secrets, or are looked at one by one above.
    private static readonly HashSet<string> OnlyUse = new(StringComparer.Ordinal)
    {
        "", "apps", "batch", "autoscaling", "policy", "extensions", "external-secrets.io", "kustomize.toolkit.fluxcd.io", "source.toolkit.fluxcd.io", "kustomize.config.k8s.io", PgoCluster.Group,
    };

    private readonly Dictionary<string, List<(string? Space, SecretOrigin Origin)>> byName = new(StringComparer.Ordinal);
    private readonly Lazy<HashSet<string>> mentioned;

    private SecretOrigins(LintSet set)
    {
        foreach (Manifest manifest in set.Manifests)
        {
            foreach ((string name, SecretOrigin origin) in MadeBy(manifest))
            {
                if (!byName.TryGetValue(name, out List<(string?, SecretOrigin)>? origins))
                {
                    byName[name] = origins = [];
                }

                origins.Add((manifest.Kind == "ClusterExternalSecret" ? null : manifest.Namespace, origin));
            }
        }

        mentioned = new Lazy<HashSet<string>>(() => set.Manifests
            .Where(m => !OnlyUse.Contains(m.Group) && !m.Group.EndsWith(".k8s.io", StringComparison.Ordinal))
            .SelectMany(m => m.Root.All()).OfType<YamlScalar>().Select(s => s.Text)
            .ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>The origins of the Secrets in a set.</summary>
    public static SecretOrigins Of(LintSet set) => Known.GetValue(set, s => new SecretOrigins(s));

    /// <summary>What makes the Secret of that name; a namespace that is not named counts for each one.</summary>
    public IReadOnlyList<SecretOrigin> Named(string? space, string name) =>
        byName.TryGetValue(name, out List<(string? Space, SecretOrigin Origin)>? all) ? [.. all.Where(o => o.Space is null || space is null || o.Space == space).Select(o => o.Origin)] : [];

    /// <summary>The namespaces in which the Secret of that name is made.</summary>
    public IReadOnlyList<string> Spaces(string name) => byName.TryGetValue(name, out List<(string? Space, SecretOrigin)>? all) ? [.. all.Select(o => o.Space).OfType<string>().Distinct()] : [];

    /// <summary>Whether an object of some other operator mentions the name: it may well make it.</summary>
    public bool IsMentioned(string name) => mentioned.Value.Contains(name);

    /// <summary>Whether a manifest was encrypted with SOPS: its keys can be read, its values cannot.</summary>
    public static bool IsEncrypted(Manifest manifest) =>
        manifest.Mapping("sops") is not null || manifest.Entries("data").Concat(manifest.Entries("stringData")).Any(e => e.Value is YamlScalar s && s.Text.StartsWith("ENC[", StringComparison.Ordinal));

    private static IEnumerable<(string Name, SecretOrigin Origin)> MadeBy(Manifest manifest)
    {
        switch (manifest.Kind)
        {
            case "Secret" when manifest.Group.Length == 0:
                string[] keys = [.. manifest.Entries("data").Concat(manifest.Entries("stringData")).Select(e => e.Key.Text)];

                // One without any entry is filled by somebody else, or its generator's files are not there.
                yield return (manifest.Name, new SecretOrigin(manifest, keys.Length == 0 ? null : keys, keys.Length > 0 && !IsEncrypted(manifest)));
                break;
            case "ExternalSecret" when manifest.Group == "external-secrets.io":
                if (External(manifest, manifest.Mapping("spec")) is SecretOrigin external)
                {
                    yield return (manifest.Text("spec", "target", "name") ?? manifest.Name, external);
                }

                break;
            case "ClusterExternalSecret" when manifest.Group == "external-secrets.io":
                if (External(manifest, manifest.Mapping("spec", "externalSecretSpec")) is SecretOrigin wide)
                {
                    yield return (manifest.Text("spec", "externalSecretSpec", "target", "name") ?? manifest.Text("spec", "externalSecretName") ?? manifest.Name, wide);
                }

                break;
            case "SealedSecret":
                string[] sealedKeys = [.. manifest.Entries("spec", "encryptedData").Concat(manifest.Entries("spec", "template", "data")).Select(e => e.Key.Text)];
                yield return (manifest.Text("spec", "template", "metadata", "name") ?? manifest.Name, new SecretOrigin(manifest, sealedKeys, false));
                break;
            case "OnePasswordItem":
                yield return (manifest.Name, new SecretOrigin(manifest, null, false));
                break;
        }
    }

    private static SecretOrigin? External(Manifest manifest, YamlMapping? spec)
    {
        YamlMapping? template = spec.Mapping("target", "template");
        string[] templated = [.. template.Entries("data").Select(e => e.Key.Text)];
        string[] fetched = [.. spec.Items("data").Select(d => d.Text("secretKey")).OfType<string>()];
        bool fetchesMore = spec.Items("dataFrom").Count > 0;
        bool merges = template.Text("mergePolicy") == "Merge";
        bool replaced = templated.Length > 0 && !merges;
        bool isOpen = template.Items("templateFrom").Count > 0 || spec.Text("target", "creationPolicy") == "Merge" || (!replaced && fetchesMore) || templated.Any(YamlLookup.IsOpen);
        return spec.Text("target", "creationPolicy") == "None" ? null : new SecretOrigin(manifest, isOpen ? null : replaced ? templated : [.. templated, .. fetched], replaced && !isOpen);
    }
}
