using Phoenix.Manifests.Lint;
using Xunit;

namespace Phoenix.Tests.Lint.Rules.Platform;

/// <summary>Repositories that are right, in the forms of Flux's and Longhorn's documentation: nothing is found that is worse than an information.</summary>
public sealed class CorrectFluxTests
{
    private const string Sync = """
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: GitRepository
        metadata:
          name: flux-system
          namespace: flux-system
        spec:
          interval: 1m0s
          url: ssh://git@example.org/castle
          ref:
            branch: main
        ---
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata:
          name: flux-system
          namespace: flux-system
        spec:
          interval: 10m0s
          path: ./clusters/production
          prune: true
          sourceRef:
            kind: GitRepository
            name: flux-system

        """;

    private const string Infrastructure = """
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata:
          name: infra-controllers
          namespace: flux-system
        spec:
          interval: 1h
          retryInterval: 1m
          timeout: 5m
          sourceRef:
            kind: GitRepository
            name: flux-system
          path: ./infrastructure/controllers
          prune: true
          wait: true
        ---
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata:
          name: infra-configs
          namespace: flux-system
        spec:
          dependsOn:
            - name: infra-controllers
          interval: 1h
          retryInterval: 1m
          timeout: 5m
          sourceRef:
            kind: GitRepository
            name: flux-system
          path: ./infrastructure/configs
          prune: true
          postBuild:
            substitute:
              cluster_region: eu-central-1
        ---
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata:
          name: shared
          namespace: flux-system
        spec:
          dependsOn:
            - name: infra-configs
          interval: 10m
          path: ./deploy/of/another/repository
          prune: true
          sourceRef:
            kind: OCIRepository
            name: shared

        """;

    private const string Controllers = """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: cert-manager
        ---
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: HelmRepository
        metadata:
          name: jetstack
          namespace: cert-manager
        spec:
          interval: 24h
          url: https://charts.jetstack.io
        ---
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata:
          name: cert-manager
          namespace: cert-manager
        spec:
          interval: 30m
          chart:
            spec:
              chart: cert-manager
              version: "1.x"
              sourceRef:
                kind: HelmRepository
                name: jetstack
                namespace: cert-manager
          values:
            crds:
              enabled: true
        ---
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata:
          name: ingress
          namespace: ingress
        spec:
          dependsOn:
            - name: cert-manager
              namespace: cert-manager
          interval: 30m
          chart:
            spec:
              chart: ingress-nginx
              sourceRef:
                kind: HelmRepository
                name: ingress-nginx

        """;

    private const string Configs = """
        apiVersion: cert-manager.io/v1
        kind: ClusterIssuer
        metadata:
          name: letsencrypt
        spec:
          acme:
            email: fluxcdbot@users.noreply.github.com
            server: https://acme-staging-v02.api.letsencrypt.org/directory
            privateKeySecretRef:
              name: letsencrypt-nginx
        ---
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata:
          name: longhorn-test
        provisioner: driver.longhorn.io
        allowVolumeExpansion: true
        reclaimPolicy: Delete
        volumeBindingMode: Immediate
        parameters:
          numberOfReplicas: "3"
          staleReplicaTimeout: "2880"
          fsType: ext4

        """;

    [Fact]
    public void Nothing_is_found_in_a_repository_as_Flux_describes_it()
    {
        LintSet set = LintReader.Read(new LintExample(
        [
            ("clusters/production/flux-system/gotk-sync.yaml", Sync),
            ("clusters/production/infrastructure.yaml", Infrastructure),
            ("infrastructure/controllers/all.yaml", Controllers),
            ("infrastructure/configs/all.yaml", Configs),
        ]));

        Assert.Empty(Linter.Check(set, LintRules.All).Where(f => f.Severity > LintSeverity.Info).Select(f => $"{f.Place}: {f.Rule.Id}: {f.Message}"));
    }

    [Fact]
    public void What_is_absent_from_a_single_file_is_not_missing()
    {
        // A file that is named alone is no whole tree: see LintSet.SeesAll.
        LintSet tree = LintReader.Read(LintExample.Yaml(Infrastructure.Replace("infra-controllers", "x", StringComparison.Ordinal)));
        var single = new LintSet(tree.Manifests, tree.Confs, tree.Stacks, [], seesAll: false);

        Assert.Empty(LintRules.All.Where(r => r.GetType().Namespace!.EndsWith("Platform", StringComparison.Ordinal)).SelectMany(r => r.Check(single)).Select(f => f.ToString()));
    }

    [Fact]
    public void Every_circle_is_told_once()
    {
        string[] names = ["a", "b", "c", "d"];
        string[] needs = ["b", "c", "a", "a"];
        string text = string.Concat(names.Zip(needs, (n, d) =>
            $$"""
            ---
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: { name: {{n}}, namespace: flux-system }
            spec: { interval: 5m, prune: true, dependsOn: [ { name: {{d}} } ], sourceRef: { kind: GitRepository, name: flux-system } }

            """));
        LintSet set = LintReader.Read(LintExample.Yaml(text));

        LintFinding found = Assert.Single(Linter.Check(set, LintRules.All));
        Assert.Equal("flux-dependency-cycle", found.Rule.Id);
        Assert.Contains("a -> b -> c -> a", found.Message, StringComparison.Ordinal);
    }
}
