namespace Phoenix.Manifests.Lint.Rules.Reading;

internal sealed class FluxVariableUnresolvedRule : NoteRule
{
    public override string Id => "flux-variable-unresolved";

    public override LintSeverity Severity => LintSeverity.Info;

    public override string What => "A variable's value is not seen here.";

    public override string Why => "It comes from a Secret or ConfigMap that is encrypted, made elsewhere, or not among what was read; what depends on it was not checked.";

    public override string Remedy => "Nothing, when that is meant; else add the ConfigMap, or name the folder that holds it.";

    public override string Source => "Flux: Kustomization, post build variable substitution";

    public override LintExample Bad { get; } = new(
    [
        ("cluster.yaml", """
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata:
          name: apps
          namespace: flux-system
        spec:
          interval: 10m
          path: ./apps
          prune: false
          sourceRef:
            kind: GitRepository
            name: flux-system
          postBuild:
            substituteFrom:
            - kind: Secret
              name: site
        """),
        ("secret.yaml", """
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata:
          name: site
          namespace: flux-system
        spec:
          refreshInterval: 1h
          secretStoreRef:
            kind: ClusterSecretStore
            name: vault
          target:
            name: site
          dataFrom:
          - extract:
              key: site
        """),
        ("apps/settings.yaml", """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
          namespace: apps
        data:
          site: ${site}
        """),
    ]);

    public override LintExample Good { get; } = new(
    [
        ("cluster.yaml", """
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata:
          name: apps
          namespace: flux-system
        spec:
          interval: 10m
          path: ./apps
          prune: false
          sourceRef:
            kind: GitRepository
            name: flux-system
          postBuild:
            substitute:
              site: castle
        """),
        ("apps/settings.yaml", """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
          namespace: apps
        data:
          site: ${site}
        """),
    ]);
}
