namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>What the examples about Flux start from: without any fault.</summary>
internal static class FluxExamples
{
    /// <summary>Two Kustomizations, one after the other.</summary>
    public const string Two = """
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata:
          name: controllers
          namespace: flux-system
        spec:
          interval: 10m
          path: ./controllers
          prune: true
          wait: true
          sourceRef:
            kind: GitRepository
            name: flux-system
        ---
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata:
          name: configs
          namespace: flux-system
        spec:
          dependsOn:
            - name: controllers
          interval: 10m
          path: ./configs
          prune: true
          sourceRef:
            kind: GitRepository
            name: flux-system

        """;

    /// <summary>The operator of the first.</summary>
    public const string Operator = """
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata:
          name: cert-manager
          namespace: cert-manager
        spec:
          interval: 10m
          chart:
            spec:
              chart: cert-manager
              version: 1.x
              sourceRef:
                kind: HelmRepository
                name: jetstack
                namespace: flux-system

        """;

    /// <summary>A custom resource of that operator.</summary>
    public const string Resource = """
        apiVersion: cert-manager.io/v1
        kind: ClusterIssuer
        metadata:
          name: castle
        spec:
          selfSigned: {}

        """;

    /// <summary>A tree of two Kustomizations with an operator and a custom resource.</summary>
    public static LintExample Tree(string flux, string controllers = Operator, string configs = Resource) =>
        new([("clusters/castle/flux.yaml", flux), ("controllers/operator.yaml", controllers), ("configs/issuer.yaml", configs)]);

    /// <summary>The text with one part put in place of another, which must be there.</summary>
    public static string With(this string text, string part, string other) =>
        text.Contains(part, StringComparison.Ordinal) ? text.Replace(part, other, StringComparison.Ordinal) : throw new InvalidOperationException($"the example does not hold '{part}'");
}
