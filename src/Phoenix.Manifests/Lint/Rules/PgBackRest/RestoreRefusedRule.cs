using System.Text.RegularExpressions;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>Options that CrunchyData's operator answers with an event and silence.</summary>
internal sealed partial class RestoreRefusedRule : LintRule
{
    public override string Id => "restore-option-refused";

    public override LintSeverity Severity => LintSeverity.Error;

    public override bool ShowsSecret => true;

    public override string What => "The options of a restore have one that the operator sets by itself.";

    public override string Why => "The operator raises the event InvalidDataSource and then does nothing at all: there is no Job, no pod and no error, and the rebirth waits for ever.";

    public override string Remedy => "Remove the option. The repository is named by repo.name (or repoName), the stanza by stanza; pg1-path, target-action and link-map come from the operator.";

    public override string Source => "internal/controller/postgrescluster/pgbackrest.go of the operator 5.x, reconcileRestoreJob()";

    public override LintExample Bad { get; } = LintExample.Yaml(Examples.Cluster.With("--process-max=4", "--repo=1"));

    public override LintExample Good { get; } = LintExample.Yaml(Examples.Cluster);

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Call call in Call.Restores(set).Where(c => c.Part is not null))
        {
            foreach (YamlScalar item in call.Options.Select(o => o.From).Concat(call.Strays.Select(s => s.From)).Distinct(ReferenceEqualityComparer.Instance).Cast<YamlScalar>())
            {
                if (Refused().Match(item.Text) is { Success: true } found)
                {
                    yield return Found(call.Owner.At(item), $"the operator refuses '{found.Value.TrimEnd('=', ' ')}' and then waits for ever");
                }
            }
        }
    }

    // As the operator looks for them: anywhere in the text.
    [GeneratedRegex("--repo([= ]|$)|--stanza|--pg1-path|--target-action|--link-map")]
    private static partial Regex Refused();
}
