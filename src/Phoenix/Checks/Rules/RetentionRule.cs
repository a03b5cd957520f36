using System.Globalization;
using Phoenix.Recovery;

namespace Phoenix.Checks.Rules;

/// <summary>Whether the configuration keeps what the target needs. It says what will happen, not what is there now: a note.</summary>
public sealed class RetentionRule : ICheckRule
{
    /// <inheritdoc/>
    public string Name => "retention";

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        if (evidence.RetentionFull is not int kept)
        {
            return [CheckFinding.CouldNotTell(Name, "the configuration does not say how many full backups are kept", "set repo1-retention-full, or retention by time") with { IsNote = true }];
        }

        BackupSet[] full = [.. evidence.Info.Value.Backups.Where(b => b.Type == "full")];
        string keeps = string.Create(CultureInfo.InvariantCulture, $"{kept} full backups are kept, {full.Length} are there");
        // A differential or incremental set goes with the full one that it builds on, the last one before it.
        int newer = evidence.Chosen is BackupSet chosen ? full.Count(b => b.StartedAt > chosen.StartedAt) : 0;
        CheckFinding finding = evidence.Chosen is not null && evidence.Target.Kind is not (RecoveryTargetKind.Latest or RecoveryTargetKind.Immediate) && newer + 1 >= kept
            ? CheckFinding.NotSafe(Name, string.Create(CultureInfo.InvariantCulture, $"{keeps}: the next full backup expires {evidence.Chosen?.Label}, which '{evidence.Target}' needs"), "raise repo1-retention-full before the next backup")
            : kept <= 1
                ? CheckFinding.NotSafe(Name, $"{keeps}: the first backup of an empty newcomer would expire every older one and its WAL", "keep two at least")
                : CheckFinding.Safe(Name, keeps);
        return [finding with { IsNote = true }];
    }
}
