using Phoenix.Errors;
using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Lint.Schemas;
using Phoenix.Tests.Shape;
using Xunit;

namespace Phoenix.Tests.Lint;

/// <summary>Objects are held against the definitions of their kinds, and nothing that an API server accepts is called wrong.</summary>
public sealed class CrdSchemaTests
{
    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: { name: castles.example.org }
        spec:
          group: example.org
          names: { kind: Castle }
          versions:
          - name: v1
            served: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    required: [towers]
                    properties:
                      towers: { type: integer }
                      height: { type: number }
                      open: { type: boolean }
                      motto: { type: string }
                      walls: { type: array, items: { type: object, properties: { metres: { type: integer } } } }
                      labels: { type: object, additionalProperties: { type: string } }
                      free: { type: object, x-kubernetes-preserve-unknown-fields: true }
                      port: { x-kubernetes-int-or-string: true }
                      side: { type: string, enum: [north, south] }
                      some: { type: object, required: [a], properties: { a: { type: string, default: x } } }
          - name: v1beta1
            served: false

        """;

    [Theory]
    [InlineData("towers: 3")]
    [InlineData("towers: 3\n  height: 2.5\n  open: true\n  motto: 'true'\n  labels: { a: b }\n  free: { a: { b: 1 } }\n  port: 80\n  side: north\n  some: {}")]
    [InlineData("towers: 3\n  port: 80%\n  motto: null\n  walls:\n  - metres: 0o17\n  - {}")]
    [InlineData("towers: ${towers}\n  open: ${open}\n  motto: 2026-01-01\n  side: ${side}")]
    [InlineData("towers: 3\n  motto: yes\n  open: yes\n  height: 1e3")]
    public void What_is_right_passes(string spec) => Assert.Empty(Look.At(Read(spec)));

    [Theory]
    [InlineData("towers: 3\n  moto: x", "unknown-field", "has no field 'spec.moto'; did you mean 'motto'?")]
    [InlineData("towers: 3\n  walls: [ { meters: 1 } ]", "unknown-field", "'spec.walls[0].meters'; did you mean 'metres'?")]
    [InlineData("towers: three", "wrong-type", "'spec.towers' must be a whole number, and is a text")]
    [InlineData("towers: '3'", "wrong-type", "'spec.towers' must be a whole number")]
    [InlineData("towers: 3\n  motto: 3", "wrong-type", "'spec.motto' must be a text")]
    [InlineData("towers: 3\n  motto: true", "wrong-type", "and is true or false")]
    [InlineData("towers: 3\n  labels: { a: 1 }", "wrong-type", "'spec.labels.a'")]
    [InlineData("towers: 3\n  walls: { a: 1 }", "wrong-type", "'spec.walls' must be a list, and is a mapping")]
    [InlineData("towers: 3\n  open: 'true'", "wrong-type", "'spec.open' must be true or false")]
    [InlineData("towers: 3\n  side: east", "wrong-type", "must be one of north, south")]
    [InlineData("motto: x", "wrong-type", "'spec.towers' is required and missing")]
    public void What_is_wrong_is_found(string spec, string rule, string message)
    {
        LintFinding found = Assert.Single(Linter.Check(Read(spec), LintRules.All));

        Assert.Equal(rule, found.Rule.Id);
        Assert.Contains(message, found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_that_is_not_served_is_found() =>
        Assert.Equal(["version-not-served castle.yaml:1:1"], Look.At(Look.Read(("crd.yaml", Definition), ("castle.yaml", "apiVersion: example.org/v1beta1\nkind: Castle\nmetadata: { name: a }\n"))));

    [Fact]
    public void A_folder_without_definitions_is_refused()
    {
        var tree = new MemoryTree([("crds/a.yaml", Look.Bytes("a: b\n"))]);

        Assert.Equal(ErrorCode.Usage, Assert.Throws<PhoenixException>(() => CrdSchemas.Read(tree, "/crds", new CrdSchemas())).Code);
        Assert.Equal(ErrorCode.Usage, Assert.Throws<PhoenixException>(() => CrdSchemas.Read(tree, "/nowhere", new CrdSchemas())).Code);
    }

    [Fact]
    public void The_operators_own_definitions_are_understood()
    {
        string crds = Path.GetFullPath(Path.Combine(Clone.Root, "../shared/crds"));
        Assert.SkipUnless(Directory.Exists(crds), "no folder with the operators' definitions beside the clone");
        CrdSchemas schemas = new();
        CrdSchemas.Read(new FolderTree("/"), crds, schemas);
        LintSet set = new LintReader(new MemoryTree([("a.yaml", Look.Bytes("""
            apiVersion: postgres-operator.crunchydata.com/v1beta1
            kind: PostgresCluster
            metadata: { name: db }
            spec:
              postgresVersion: 16
              instances: [ { dataVolumeClaimSpec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } } } ]
              dataSorce: {}
              backups: { pgbackrest: { repos: [ { name: repo1, s3: { bucket: b, endpoint: e, region: 1 } } ] } }
            """))])) { Schemas = schemas }.Read(["/"]);

        Assert.True(schemas.Count > 20, "too few kinds");
        Assert.Equal(
            ["PostgresCluster v1beta1 has no field 'spec.dataSorce'; did you mean 'dataSource'?", "'spec.backups.pgbackrest.repos[0].s3.region' must be a text (in quotes where YAML would read a number or a flag), and is a number"],
            set.Notes.Select(n => n.Message));
    }

    private static LintSet Read(string spec) => Look.Read(("crd.yaml", Definition), ("castle.yaml", $"apiVersion: example.org/v1\nkind: Castle\nmetadata: {{ name: a }}\nspec:\n  {spec}\n"));
}
