namespace Phoenix.Manifests.Lint.Rules.Reading;

internal sealed class WrongTypeRule : NoteRule
{
    public override string Id => "wrong-type";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A value is of another type than the kind's definition demands, is none of its allowed values, or is required and missing.";

    public override string Why => "The API server refuses the object, and nothing of it is applied.";

    public override string Remedy => "Write it as the definition demands; a number or a flag that is meant as a text needs quotes.";

    public override string Source => "Kubernetes: structural schemas; the definition (--crds, or among the manifests)";

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
        apiVersion: example.org/v1
        kind: Castle
        metadata:
          name: castle
          namespace: site
        spec:
          towers: four
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
