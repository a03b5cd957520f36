using Phoenix.Ports;

namespace Phoenix.Checks.Rules;

/// <summary>Whether the repository is this stack's to restore from, as a create asks before it raises a database.</summary>
public sealed class OwnerRule : ICheckRule
{
    /// <inheritdoc/>
    public string Name => "owner";

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        if (evidence.Standing is null)
        {
            return [CheckFinding.Safe(Name, "no stack asks for it") with { IsNote = true }];
        }

        RepositoryStanding standing = evidence.Standing.Value;
        return
        [
            standing switch
            {
                { IsOurs: true } => CheckFinding.Safe(Name, "the repository is this stack's"),
                { IsReleased: true } => CheckFinding.Safe(Name, $"the repository was that of {standing.Owner}, whose stack was shown to be gone"),
                _ => CheckFinding.NotSafe(
                    Name, $"the repository is that of {standing.Owner ?? "a stack that put no name on it"}, which was not shown to be gone: a create refuses it",
                    "wipe that one with 'phoenix wipe', or state with --fenced that it can never write again"),
            },
        ];
    }
}
