using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>An ExternalSecret with a store that is nowhere.</summary>
internal sealed class ExternalSecretStoreRule : LintRule
{
    private const string Group = "external-secrets.io";

    public override string Id => "external-secret-store";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "An ExternalSecret takes its values from a store that no manifest declares, though others are declared.";

    public override string Why => "The Secret is never made (could not get SecretStore), and what mounts it waits for ever: a restore among it.";

    public override string Remedy => "Correct the name, the kind (SecretStore or ClusterSecretStore) or the namespace of the store. Where something outside of the manifests makes it, suppress this rule and say what.";

    public override string Source => "https://external-secrets.io/latest/api/externalsecret/ (secretStoreRef; its kind is SecretStore where none is given)";

    public override LintExample Bad { get; } = LintExample.Yaml(CrunchyExamples.Restored + Store("vaults"));

    public override LintExample Good { get; } = LintExample.Yaml(CrunchyExamples.Restored + Store("vault"));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        Manifest[] stores = [.. set.OfKind("ClusterSecretStore", Group), .. set.OfKind("SecretStore", Group)];
        if (!set.SeesAll || stores.Length == 0)
        {
            yield break;
        }

        foreach (Manifest manifest in set.OfKind("ExternalSecret", Group))
        {
            foreach (YamlMapping reference in References(manifest))
            {
                string kind = reference.Text("kind") ?? "SecretStore";
                if (reference.Scalar("name") is not YamlScalar name || PgoSetting.IsUnknown(name.Text) || kind is not ("SecretStore" or "ClusterSecretStore") || stores.Any(s => Is(s, kind, name.Text, manifest.Namespace)))
                {
                    continue;
                }

                // A misspelt name is certain; another one may well be made elsewhere.
                string? near = NearestName.Of(name.Text, [.. stores.Select(s => s.Name).Distinct(StringComparer.Ordinal)]) ?? stores.FirstOrDefault(s => s.Name == name.Text)?.Name;
                string hint = near is null ? "" : near == name.Text ? $": there is a {stores.First(s => s.Name == near).Kind} of that name{(kind == "SecretStore" ? " or one in another namespace" : "")}" : $": did you mean '{near}'?";
                yield return Found(manifest.At(name), $"{manifest.Title} takes its values from the {kind} '{name.Text}', which no manifest declares{hint}") with { Severity = near is null ? LintSeverity.Warning : LintSeverity.Error };
            }
        }
    }

    private static IEnumerable<YamlMapping> References(Manifest manifest) =>
        new[] { manifest.Mapping("spec", "secretStoreRef") }
            .Concat(manifest.Items("spec", "data").Concat(manifest.Items("spec", "dataFrom")).Select(d => d.Mapping("sourceRef", "storeRef")))
            .OfType<YamlMapping>();

    private static bool Is(Manifest store, string kind, string name, string? space) =>
        store.Kind == kind && (store.Name == name || PgoSetting.IsUnknown(store.Name)) && (kind == "ClusterSecretStore" || store.Namespace is null || space is null || store.Namespace == space);

    private static string Store(string name) => $$"""
        ---
        apiVersion: external-secrets.io/v1
        kind: ClusterSecretStore
        metadata: { name: {{name}} }
        spec: { provider: { vault: { server: https://vault.example.org, path: castle } } }

        """;
}
