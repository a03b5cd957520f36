using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A passphrase that dies with the stack.</summary>
internal sealed class CipherPassInsideRule : LintRule
{
    public override string Id => "cipher-pass-inside";

    public override LintSeverity Severity => LintSeverity.Error;

    public override bool ShowsSecret => true;

    public override string What => "The passphrase of an encrypted repository is made or kept inside of the cluster.";

    public override string Why => "The wipe takes it away, or a generator makes another one at the rebirth: every backup is then unreadable for good, however well it was kept.";

    public override string Remedy => "Keep the passphrase outside of the stack (a vault elsewhere, SOPS with a key that is kept apart) and let an ExternalSecret fetch it.";

    public override string Source => "https://external-secrets.io/latest/api/generator/password/; https://external-secrets.io/latest/provider/kubernetes/";

    public override LintExample Bad { get; } = CrunchyExamples.Encrypted.Changed("      remoteRef: { key: BACKUP_PASSPHRASE }\n", """
              sourceRef:
                generatorRef: { apiVersion: generators.external-secrets.io/v1alpha1, kind: Password, name: passphrase }

        """);

    public override LintExample Good { get; } = CrunchyExamples.Encrypted;

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        HashSet<LintPlace> told = [];
        foreach ((PgoCluster cluster, PgoRepository repository) in Credentials.Restoring(set))
        {
            if (repository.Setting("cipher-type") is not PgoSetting type || type.Text == "none")
            {
                continue;
            }

            foreach (Manifest maker in repository.Side.Configuration.SelectMany(c => c.Origins).Select(o => o.Maker).Where(m => m.Kind == "ExternalSecret"))
            {
                if (Inside(set, maker, $"{repository.Name}-cipher-pass") is (LintPlace place, string how) && told.Add(place))
                {
                    yield return Found(place, $"{maker.Title} takes the passphrase of {repository.Name} from {how}: a wipe of {cluster.Manifest.Title} takes it along");
                }
            }
        }
    }

    private static (LintPlace Place, string How)? Inside(LintSet set, Manifest maker, string option)
    {
        // The variables that the passphrase is written with; where it cannot be seen, nothing is said.
        string value = set.ConfsOf(maker).SelectMany(t => t.Named(option)).FirstOrDefault()?.Value ?? "";
        foreach (YamlValue entry in maker.Items("spec", "data"))
        {
            if (entry.Text("secretKey") is not string key || !value.Contains("." + key, StringComparison.Ordinal))
            {
                continue;
            }

            if (entry.Scalar("sourceRef", "generatorRef", "kind") is YamlScalar generator)
            {
                return (maker.At(generator), $"the generator {generator.Text}");
            }

            YamlMapping? store = entry.Mapping("sourceRef", "storeRef") ?? maker.Mapping("spec", "secretStoreRef");
            if (store.Scalar("name") is YamlScalar name && set.OfKind(store.Text("kind") ?? "SecretStore", "external-secrets.io").Any(s => s.Name == name.Text && IsThisCluster(s)))
            {
                return (maker.At(name), $"the store '{name.Text}', which is this very cluster");
            }
        }

        return null;
    }

    // The provider's default server is the cluster that the operator runs in.
    private static bool IsThisCluster(Manifest store) => store.Mapping("spec", "provider", "kubernetes") is YamlMapping provider && (provider.Text("server", "url") is null or "https://kubernetes.default" or "kubernetes.default" or "https://kubernetes.default.svc");
}
