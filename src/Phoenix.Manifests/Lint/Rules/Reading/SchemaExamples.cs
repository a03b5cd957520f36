namespace Phoenix.Manifests.Lint.Rules.Reading;

/// <summary>What the examples about definitions are made from: a definition, and an object that is as it demands.</summary>
internal static class SchemaExamples
{
    private const string Castle = """
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
        """;

    /// <summary>Both, without any fault.</summary>
    public static LintExample Good => LintExample.Yaml(Castle);

    /// <summary>Both, with a text of the object changed.</summary>
    public static LintExample With(string old, string changed) =>
        Castle.LastIndexOf(old, StringComparison.Ordinal) is >= 0 and int at ? LintExample.Yaml(Castle[..at] + changed + Castle[(at + old.Length)..]) : throw new ArgumentException($"the example has no '{old}'", nameof(old));
}
