namespace Phoenix.Manifests.Lint.Rules.Reading;

/// <summary>What the examples about Flux's variables are made from.</summary>
internal static class VariableExamples
{
    private const string Substitute = """
            substitute:
              site: castle
        """;

    private const string Kustomization = """
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

        """;

    private const string Secret = """
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
        """;

    /// <summary>A Kustomization that gives <c>site</c> a value, and an object that takes it.</summary>
    public static LintExample Good => Defined("site");

    /// <summary>A Kustomization that gives <c>site</c> a value, and an object that takes another variable.</summary>
    public static LintExample Defined(string taken) => new([("cluster.yaml", Kustomization + Substitute), Settings(taken)]);

    /// <summary>A Kustomization that takes its variables from a Secret which another system makes, and an object that takes one.</summary>
    public static LintExample FromElsewhere => new(
    [
        ("cluster.yaml", Kustomization + """
            substituteFrom:
            - kind: Secret
              name: site
        """),
        ("secret.yaml", Secret),
        Settings("site"),
    ]);

    private static (string Path, string Text) Settings(string taken) => ("apps/settings.yaml", $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
          namespace: apps
        data:
          site: ${{{taken}}}
        """);
}
