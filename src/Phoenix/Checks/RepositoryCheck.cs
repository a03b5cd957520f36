using Phoenix.Checks.Rules;
using Phoenix.Errors;

namespace Phoenix.Checks;

/// <summary>Runs every rule over what was looked at. Whatever goes wrong on the way is "could not tell", never safe.</summary>
public static class RepositoryCheck
{
    /// <summary>The rules, in the order in which they are told.</summary>
    public static IReadOnlyList<ICheckRule> Rules { get; } =
    [
        new ReachableRule(),
        new PlaceRule(),
        new StanzaRule(),
        new CipherRule(),
        new BackupRule(),
        new OwnerRule(),
        new IdentityRule(),
        new NewcomerRule(),
        new TimelineRule(),
        new WalRule(),
        new DuplicateRule(),
        new TargetRule(),
        new ArchiveEndRule(),
        new ArchiverRule(),
        new GateRule(),
        new RetentionRule(),
        new LifecycleRule(),
        new VersioningRule(),
        new ClockRule(),
        new DiskRule(),
        new RestoreTimeRule(),
    ];

    /// <summary>Judges.</summary>
    public static CheckResult Judge(CheckEvidence evidence) => Judge(evidence, Rules);

    /// <summary>The same with other rules.</summary>
    public static CheckResult Judge(CheckEvidence evidence, IReadOnlyList<ICheckRule> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return new CheckResult(evidence, [.. rules.SelectMany(r => Run(r, evidence))]);
    }

    private static IReadOnlyList<CheckFinding> Run(ICheckRule rule, CheckEvidence evidence)
    {
        try
        {
            IReadOnlyList<CheckFinding>? findings = rule.Judge(evidence);
            return findings is { Count: > 0 } && findings.All(f => f.Detail.Length > 0 && Enum.IsDefined(f.State))
                ? findings
                : [CheckFinding.CouldNotTell(rule.Name, "the rule gave no usable finding", "please report this")];
        }
        catch (PhoenixException e)
        {
            return [CheckFinding.CouldNotTell(rule.Name, e.Message, e.Hint)];
        }
        catch (Exception e)
        {
            // Not swallowed: a rule that breaks is itself a finding, and one that is never safe.
            return [CheckFinding.CouldNotTell(rule.Name, $"the rule failed: {e.GetType().Name}: {e.Message}", "please report this")];
        }
    }
}
