namespace Phoenix.Checks.Rules;

/// <summary>Whether the bucket keeps old versions: without them what deletes an object deletes the backup. A note.</summary>
public sealed class VersioningRule : ICheckRule
{
    /// <inheritdoc/>
    public string Name => "bucket-versioning";

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        CheckFinding finding = evidence.Versioned switch
        {
            null => CheckFinding.Safe(Name, "the repository is no bucket"),
            { Trouble: { } e } => CheckFinding.CouldNotTell(Name, e.Message, e.Hint),
            { Value: true } => CheckFinding.Safe(Name, "the bucket keeps old versions"),
            _ => CheckFinding.NotSafe(Name, "the bucket keeps no old versions: an object that is deleted or overwritten is gone", "switch versioning on, or keep a second repository"),
        };
        return [finding with { IsNote = true }];
    }
}
