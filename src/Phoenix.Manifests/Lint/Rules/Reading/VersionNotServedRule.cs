namespace Phoenix.Manifests.Lint.Rules.Reading;

internal sealed class VersionNotServedRule : NoteRule
{
    public override string Id => "version-not-served";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "An API version that the kind's definition does not serve.";

    public override string Why => "The API server does not know the object: the apply fails, and everything in the same Kustomization waits.";

    public override string Remedy => "Use a version that is served.";

    public override string Source => "Kubernetes: versions in CustomResourceDefinitions; the definition (--crds, or among the manifests)";

    public override LintExample Bad { get; } = LintExample.Yaml("""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: castles.example.org
        spec:
          group: example.org
          names: { kind: Castle, plural: castles }
          scope: Namespaced
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    properties:
                      towers: { type: integer }
                      moat: { type: string }
        ---
        apiVersion: example.org/v1beta1
        kind: Castle
        metadata:
          name: castle
          namespace: site
        spec:
          towers: 4
          moat: deep
        """);

    public override LintExample Good { get; } = LintExample.Yaml("""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: castles.example.org
        spec:
          group: example.org
          names: { kind: Castle, plural: castles }
          scope: Namespaced
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    properties:
                      towers: { type: integer }
                      moat: { type: string }
        ---
        apiVersion: example.org/v1
        kind: Castle
        metadata:
          name: castle
          namespace: site
        spec:
          towers: 4
          moat: deep
        """);
}
