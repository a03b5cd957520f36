using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>Charts that bring custom resources, by the groups of their API.</summary>
internal static class Operators
{
    private static readonly Dictionary<string, string[]> Groups = new(StringComparer.Ordinal)
    {
        ["pgo"] = ["postgres-operator.crunchydata.com"],
        ["cloudnative-pg"] = ["postgresql.cnpg.io"],
        ["longhorn"] = ["longhorn.io"],
        ["external-secrets"] = ["external-secrets.io", "generators.external-secrets.io"],
        ["cert-manager"] = ["cert-manager.io", "acme.cert-manager.io"],
        ["metallb"] = ["metallb.io"],
        ["traefik"] = ["traefik.io", "traefik.containo.us"],
        ["kube-prometheus-stack"] = ["monitoring.coreos.com"],
        ["sealed-secrets"] = ["bitnami.com"],
        ["rook-ceph"] = ["ceph.rook.io"],
        ["kyverno"] = ["kyverno.io"],
        ["strimzi-kafka-operator"] = ["kafka.strimzi.io"],
        ["cilium"] = ["cilium.io"],
        ["tailscale-operator"] = ["tailscale.com"],
        ["keda"] = ["keda.sh"],
        ["velero"] = ["velero.io"],
    };

    /// <summary>The groups whose resources a HelmRelease brings; none when its chart is not known, or told to bring none.</summary>
    public static IReadOnlyList<string> Of(Manifest release) =>
        FluxObjects.Chart(release) is string chart && Groups.TryGetValue(chart, out string[]? groups)
        && release.Root.Flag("spec", "values", "installCRDs") != false && release.Text("spec", "install", "crds") != "Skip"
            ? groups
            : [];
}
