using System.Runtime.CompilerServices;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>The script that a cluster runs by <c>databaseInitSQL</c>, found in its ConfigMap.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Map">The ConfigMap.</param>
/// <param name="Key">The key of the script.</param>
/// <param name="Script">The script.</param>
internal sealed record InitSql(Manifest Cluster, Manifest Map, YamlScalar Key, YamlScalar Script)
{
    // Several rules read the same scripts.
    private static readonly ConditionalWeakTable<LintSet, InitSql[]> Known = [];

    /// <summary>The statements.</summary>
    public IReadOnlyList<SqlStatement> Statements { get; } = SqlStatement.Split(Script.Text);

    /// <summary>The place of a statement: its own line where the script is a block, else the key.</summary>
    public LintPlace At(SqlStatement statement) => Script.Style == YamlScalarStyle.Literal
        ? Map.At(Script) with { Line = Script.Line + 1 + statement.Line, Column = Key.Column + 2, Length = 0 }
        : Map.At(Key);

    /// <summary>The scripts of a set whose text is known.</summary>
    public static IReadOnlyList<InitSql> In(LintSet set) => Known.GetValue(set, s => [.. Find(s)]);

    private static IEnumerable<InitSql> Find(LintSet set)
    {
        HashSet<YamlValue> told = new(ReferenceEqualityComparer.Instance);
        foreach (Manifest cluster in PgoCluster.In(set).Select(c => c.Manifest))
        {
            if (cluster.Text("spec", "databaseInitSQL", "name") is not string name || cluster.Text("spec", "databaseInitSQL", "key") is not string key)
            {
                continue;
            }

            foreach (Manifest map in set.Named("ConfigMap", cluster.Namespace, name))
            {
                if (map.Scalar("data", key) is YamlScalar script && map.Root.FindKey("data", key) is YamlScalar written && told.Add(script))
                {
                    yield return new InitSql(cluster, map, written, script);
                }
            }
        }
    }
}
