using System.Globalization;
using System.Text.RegularExpressions;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>An API version of External Secrets that is not served.</summary>
internal sealed partial class ExternalSecretVersionRule : LintRule
{
    private const string Group = "external-secrets.io";

    private static readonly HashSet<string> Kinds = new(StringComparer.Ordinal) { "ExternalSecret", "SecretStore", "ClusterSecretStore", "ClusterExternalSecret" };

    public override string Id => "external-secret-version";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "An object of External Secrets has an API version that the operator does not serve.";

    public override string Why => "A cluster that lives on keeps the objects that it has; a new one refuses them (no matches for kind ExternalSecret in version external-secrets.io/v1beta1), the Secrets are never made, and the restore waits for its credentials.";

    public override string Remedy => "Write external-secrets.io/v1: versions 0.16 and later serve it, and nothing else needs to change. Before 0.16 it is v1beta1.";

    public override string Source => "https://github.com/external-secrets/external-secrets/releases/tag/v0.17.0 (stops serving v1beta1); custom resource definitions of 0.16.2 and 2.9.0";

    public override LintExample Bad { get; } = LintExample.Yaml(Release + Store("v1beta1"));

    public override LintExample Good { get; } = LintExample.Yaml(Release + Store("v1"));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        (int Major, int Minor)[] installed = [.. set.OfKind("HelmRelease").Where(r => r.Text("spec", "chart", "spec", "chart") == "external-secrets").Select(r => Least(r.Text("spec", "chart", "spec", "version"))).OfType<(int, int)>()];
        foreach (Manifest manifest in set.Manifests.Where(m => m.Group == Group && Kinds.Contains(m.Kind)))
        {
            YamlScalar version = manifest.Scalar("apiVersion")!;
            if (manifest.Version is "v1beta1" or "v1alpha1")
            {
                bool isKnown = installed.Length > 0 && installed.All(IsLate);
                if (isKnown || installed.Length == 0)
                {
                    string who = isKnown ? string.Create(CultureInfo.InvariantCulture, $"External Secrets {installed[0].Major}.{installed[0].Minor} is installed, which does not serve it") : "External Secrets 0.17 and later do not serve it";
                    yield return Found(manifest.At(version), $"{manifest.Title} is of {version.Text}: {who}", isKnown ? manifest.Replace(version, $"{Group}/v1") : null)
                        with { Severity = isKnown ? LintSeverity.Error : LintSeverity.Warning };
                }
            }
            else if (manifest.Version == "v1" && installed.Length > 0 && installed.All(v => v is { Major: 0, Minor: < 16 } && v != (0, 0)))
            {
                yield return Found(manifest.At(version), string.Create(CultureInfo.InvariantCulture, $"{manifest.Title} is of {version.Text}: External Secrets 0.{installed[0].Minor} is installed, which does not serve it yet"));
            }
        }
    }

    private static bool IsLate((int Major, int Minor) version) => version.Major > 0 || version.Minor >= 17;

    // The least version that a range may install. Of "0.x" or ">=0.9" nobody knows.
    private static (int, int)? Least(string? version)
    {
        if (version is null || Exact().Match(version.Trim()) is not { Success: true } match)
        {
            return null;
        }

        int major = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Success ? (major, int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)) : major > 0 ? (major, 0) : null;
    }

    [GeneratedRegex(@"^[v=~^]*([0-9]{1,4})(?:\.([0-9]{1,4})(?:\.(?:[0-9]{1,6}|x|\*)(?:[-+][0-9A-Za-z.-]*)?)?|\.x|\.\*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Exact();

    private const string Release = """
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata: { name: external-secrets, namespace: external-secrets }
        spec:
          interval: 1h
          chart:
            spec: { chart: external-secrets, version: 2.9.0, sourceRef: { kind: HelmRepository, name: external-secrets } }

        """;

    private static string Store(string version) => $$"""
        ---
        apiVersion: external-secrets.io/{{version}}
        kind: ExternalSecret
        metadata: { name: castle-mail, namespace: castle }
        spec:
          secretStoreRef: { kind: ClusterSecretStore, name: vault }
          data:
            - { secretKey: password, remoteRef: { key: MAIL_PASSWORD } }

        """;
}
