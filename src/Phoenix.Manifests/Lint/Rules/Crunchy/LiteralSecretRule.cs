using System.Text.RegularExpressions;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A password or a key in the open.</summary>
internal sealed partial class LiteralSecretRule : LintRule
{
    public override string Id => "literal-secret";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override bool ShowsSecret => true;

    public override string What => "A password or a key is written out in a manifest.";

    public override string Why => "Whoever reads the Git repository, or any old copy of it, can read the database or delete its only backup. Base64 is no encryption.";

    public override string Remedy => "Keep it in a vault and let an ExternalSecret fetch it, or encrypt the manifest with SOPS or Sealed Secrets. Then change it: what was committed once is known.";

    public override string Source => "https://kubernetes.io/docs/concepts/configuration/secret/#information-security-for-secrets";

    public override LintExample Bad { get; } = LintExample.Yaml("""
        apiVersion: v1
        kind: Secret
        metadata: { name: castle-mail, namespace: castle }
        stringData:
          password: correct-horse-battery-staple

        """);

    public override LintExample Good { get; } = LintExample.Yaml("""
        apiVersion: v1
        kind: Secret
        metadata: { name: castle-mail, namespace: castle }
        stringData:
          username: castle
          password: ${MAIL_PASSWORD}

        """);

    public override IEnumerable<LintFinding> Check(LintSet set) => set.OfKind("Secret", "").Where(s => !SecretOrigins.IsEncrypted(s)).SelectMany(s => InSecret(set, s)).Concat(set.Manifests.Where(HasPods).SelectMany(InPods));

    private IEnumerable<LintFinding> InSecret(LintSet set, Manifest secret)
    {
        // A service account's token is made by Kubernetes; certificates that are public are no secret.
        foreach ((YamlScalar key, YamlValue value) in secret.Entries("stringData").Concat(secret.Entries("data")))
        {
            if (value is YamlScalar text && Secretive().IsMatch(key.Text) && !PublicKey().IsMatch(key.Text) && IsLiteral(text))
            {
                yield return Found(secret.At(key), $"{secret.Title} holds '{key.Text}' in the open");
            }
        }

        foreach (ConfOption option in set.ConfsOf(secret).SelectMany(t => t.Options).Where(o => Option().IsMatch(o.Name) && o.Value.Length > 0 && !PgoSetting.IsUnknown(o.Value)))
        {
            yield return Found(option.At, $"{secret.Title} holds {option.Name} in the open");
        }
    }

    private IEnumerable<LintFinding> InPods(Manifest manifest) =>
        from value in manifest.Root.All().OfType<YamlMapping>()
        let name = value.Scalar("name")
        let text = value.Scalar("value")
        where name is not null && text is not null && Variable().IsMatch(name.Text) && IsLiteral(text)
        select Found(manifest.At(name), $"{manifest.Title} sets {name.Text} in the open");

    private static bool HasPods(Manifest manifest) => manifest.Group is "apps" or "batch" || manifest is { Group: "", Kind: "Pod" };

    // Something to fill in, a path, a flag or a number is none.
    private static bool IsLiteral(YamlScalar value) =>
        value.Text.Trim().Length >= 4 && !PgoSetting.IsUnknown(value.Text) && !value.Text.Contains("$(", StringComparison.Ordinal) && !value.Text.StartsWith('/') && !Placeholder().IsMatch(value.Text);

    [GeneratedRegex("(^|[-_.])(password|passwd|passphrase|pwd|secret[-_.]?(access[-_.]?)?key|access[-_.]?key|api[-_.]?key|private[-_.]?key|client[-_.]?secret|token|tls[.]key)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Secretive();

    [GeneratedRegex("(public|\\.crt$|\\.pub$|access[-_.]?key[-_.]?id)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PublicKey();

    [GeneratedRegex("(^|_)(PASSWORD|PASSWD|SECRET_ACCESS_KEY|SECRET_KEY|API_KEY|CLIENT_SECRET|PGPASSWORD)$", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    [GeneratedRegex("^repo[0-9]+-(s3-key-secret|cipher-pass|azure-key|gcs-key|s3-key)$", RegexOptions.CultureInvariant)]
    private static partial Regex Option();

    [GeneratedRegex("^(change[-_ ]?me|replace[-_ ]?me|placeholder|your[-_ ].*|x{3,}|\\*+|true|false|none|null)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
