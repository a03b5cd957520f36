using System.Globalization;

namespace Phoenix.Checks.Rules;

/// <summary>Whether the repository is listed with the restore's own configuration.</summary>
public sealed class ReachableRule : ICheckRule
{
    /// <inheritdoc/>
    public string Name => "reachable";

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        List<CheckFinding> findings = [];
        if (evidence.OtherRepositories.Count > 0)
        {
            findings.Add(CheckFinding.CouldNotTell(Name, $"not looked at: {string.Join(", ", evidence.OtherRepositories)}", "check each by a configuration of its own") with { IsNote = true });
        }

        return evidence.Reachable.Trouble switch
        {
            null => [CheckFinding.Safe(Name, string.Create(CultureInfo.InvariantCulture, $"{evidence.Place} is listed with the restore's configuration; {evidence.Reachable.Value} files of stanza '{evidence.Location.Stanza}'")), .. findings],
            { } e => [Refusal.IsDefinite(e) ? CheckFinding.NotSafe(Name, e.Message, e.Hint) : CheckFinding.CouldNotTell(Name, e.Message, e.Hint), .. findings],
        };
    }
}
