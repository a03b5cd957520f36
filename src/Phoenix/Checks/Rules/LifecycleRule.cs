namespace Phoenix.Checks.Rules;

/// <summary>Whether a rule of the bucket removes the repository's objects, or moves them to where a restore cannot read them. Such a rule knows nothing of what a backup needs.</summary>
public sealed class LifecycleRule : ICheckRule
{
    /// <inheritdoc/>
    public string Name => "bucket-lifecycle";

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        if (evidence.Lifecycle is null)
        {
            return [CheckFinding.Safe(Name, "the repository is no bucket") with { IsNote = true }];
        }

        if (evidence.Lifecycle.Trouble is { } trouble)
        {
            // An endpoint that knows no such rules has none that it could follow, but says nothing of what else removes objects there.
            return [CheckFinding.CouldNotTell(Name, trouble.Message, trouble.Hint) with { IsNote = trouble.Code == Errors.ErrorCode.NotFound }];
        }

        string own = evidence.Location.KeyPrefix;
        List<CheckFinding> findings = [];
        foreach (BucketRule rule in evidence.Lifecycle.Value.Where(r => own.StartsWith(r.Prefix, StringComparison.Ordinal) || r.Prefix.StartsWith(own, StringComparison.Ordinal)))
        {
            string[] does = [.. new[] { rule.Removes, rule.Freezes }.OfType<string>()];
            if (does.Length == 0)
            {
                continue;
            }

            string what = $"rule '{rule.Name}' on {(rule.Prefix.Length == 0 ? "the whole bucket" : $"'{rule.Prefix}'")}{(rule.Limits is null ? "" : $" ({rule.Limits})")} {string.Join(" and ", does)}";
            findings.Add(rule.NeedsTag
                ? CheckFinding.CouldNotTell(Name, $"{what}: only objects with its tag, which pgBackRest sets where it is told to", "keep the rule off the repository's path") with { IsNote = true }
                : CheckFinding.NotSafe(Name, what, "keep the rule off the repository's path: pgBackRest expires by itself, and a restore needs old objects"));
        }

        return findings.Count > 0 ? findings : [CheckFinding.Safe(Name, "no rule of the bucket removes or moves the repository's objects")];
    }
}
