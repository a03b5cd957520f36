namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>What the examples about Longhorn are made from.</summary>
internal static class LonghornExamples
{
    /// <summary>Two nodes, and a release of the chart.</summary>
    /// <param name="replicas">Its <c>persistence.defaultClassReplicaCount</c>; empty for none.</param>
    /// <param name="settings">Lines below its <c>defaultSettings</c>.</param>
    public static LintExample Tree(string replicas, string settings) => LintExample.Yaml(Text(replicas, settings));

    /// <summary>The same as a text.</summary>
    public static string Text(string replicas, string settings) => $$"""
        apiVersion: longhorn.io/v1beta2
        kind: Node
        metadata:
          name: worker-1
          namespace: longhorn-system
        spec:
          allowScheduling: true
        ---
        apiVersion: longhorn.io/v1beta2
        kind: Node
        metadata:
          name: worker-2
          namespace: longhorn-system
        spec:
          allowScheduling: true
        ---
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata:
          name: longhorn
          namespace: longhorn-system
        spec:
          interval: 10m
          chart:
            spec:
              chart: longhorn
              version: 1.12.1
              sourceRef:
                kind: HelmRepository
                name: longhorn
          values:
            persistence:
              defaultClass: true{{(replicas.Length == 0 ? "" : $"\n      defaultClassReplicaCount: {replicas}")}}
            defaultSettings:
              storageOverProvisioningPercentage: 200{{settings}}

        """;
}
