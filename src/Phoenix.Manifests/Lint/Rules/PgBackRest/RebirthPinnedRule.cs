namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A rebirth that always goes back to one moment, or to one backup.</summary>
internal sealed class RebirthPinnedRule : LintRule
{
    public override string Id => "rebirth-pinned";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "The dataSource of a cluster names a recovery target or a backup set.";

    public override string Why => "It is read again at every rebirth: with a target each one goes back to that moment and drops what was committed since; a backup set that has expired by then is not found, and nothing is restored.";

    public override string Remedy => "Use a target for one restore, and take it out once that is done: the default goes to the end of the WAL.";

    public override string Source => "https://pgbackrest.org/command.html#command-restore; dataSource is read whenever the cluster has no data yet";

    public override LintExample Bad { get; } = LintExample.Yaml(Examples.Cluster.With("--process-max=4", "--set=20260210-010003F"));

    public override LintExample Good { get; } = LintExample.Yaml(Examples.Cluster);

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Call call in Call.Restores(set).Where(c => c.IsRebirth))
        {
            if (call.Find("target") is { Value: not null } target)
            {
                yield return Found(call.Owner.At(target.From), $"every rebirth goes back to '{target.Value}' and drops what was committed since");
            }

            if (call.Find("set") is { Value: not null and not "latest" } pinned)
            {
                yield return Found(call.Owner.At(pinned.From), $"every rebirth restores the backup set '{pinned.Value}', and fails once that has expired");
            }
        }
    }
}
