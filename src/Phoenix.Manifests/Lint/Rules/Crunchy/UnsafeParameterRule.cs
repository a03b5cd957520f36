using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A parameter that lets a crash, or a damaged page, take data.</summary>
internal sealed class UnsafeParameterRule : LintRule
{
    private static readonly Dictionary<string, (bool Off, string Why)> Unsafe = new(StringComparer.Ordinal)
    {
        ["fsync"] = (true, "after a crash of the machine the database may be damaged beyond recovery"),
        ["full_page_writes"] = (true, "a page that a crash tore stays torn, in the database and in the next backup"),
        ["zero_damaged_pages"] = (false, "damaged pages are overwritten with zeros, and the next backup holds the zeros"),
        ["ignore_system_indexes"] = (false, "the server runs with damaged system indexes"),
        ["ignore_checksum_failure"] = (false, "damaged pages are served and backed up as if they were whole"),
    };

    public override string Id => "unsafe-parameter";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A server parameter gives up durability, or hides damage.";

    public override string Why => "What is acknowledged is lost at the next crash, or damage gets into the backups until no clean one is left.";

    public override string Remedy => "Remove the parameter. For commits that may be lost without damage there is synchronous_commit = off.";

    public override string Source => "https://www.postgresql.org/docs/current/runtime-config-wal.html; https://www.postgresql.org/docs/current/runtime-config-developer.html";

    public override LintExample Bad { get; } = CrunchyExamples.More("  patroni: { dynamicConfiguration: { postgresql: { parameters: { fsync: \"off\" } } } }\n");

    public override LintExample Good { get; } = CrunchyExamples.More("  patroni: { dynamicConfiguration: { postgresql: { parameters: { fsync: \"on\" } } } }\n");

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Manifest manifest in PgoCluster.In(set).Select(c => c.Manifest))
        {
            foreach ((string name, YamlScalar value, _) in Parameters.Of(manifest))
            {
                if (Unsafe.TryGetValue(name, out (bool Off, string Why) fault) && (fault.Off ? Parameters.IsOff(value.Text) : Parameters.IsOn(value.Text)))
                {
                    yield return Found(manifest.At(value), $"{manifest.Title} runs with {name} = {value.Text}: {fault.Why}");
                }
                else if (name == "synchronous_commit" && Parameters.IsOff(value.Text))
                {
                    yield return Found(manifest.At(value), $"{manifest.Title} runs with synchronous_commit = {value.Text}: the last acknowledged commits are lost in a crash") with { Severity = LintSeverity.Warning };
                }
            }
        }
    }
}
