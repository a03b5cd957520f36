using System.Globalization;
using Phoenix.Recovery;

namespace Phoenix.Checks.Rules;

/// <summary>Whether the restore has room: the database as it was backed up, and the WAL that recovery keeps beside it.</summary>
public sealed class DiskRule : ICheckRule
{
    // What recovery keeps in pg_wal between restart points is max_wal_size at most, 1 GB where nobody changed it.
    private const long MostWal = 1L << 30;

    /// <inheritdoc/>
    public string Name => "disk";

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        if (evidence.Chosen is not BackupSet backup)
        {
            return [CheckFinding.CouldNotTell(Name, "there is no backup whose size could be compared", "see 'backup'")];
        }

        long replayed = evidence.Archive is { Trouble: null } archive && archive.Value.Path.Trouble is null && evidence.Target.Kind != RecoveryTargetKind.Immediate
            ? (WalSpan.Of(archive.Value, backup, evidence.SegmentSize)?.Scan.Needed ?? 0) * (long)evidence.SegmentSize
            : evidence.SegmentSize;
        long need = backup.DatabaseBytes + Math.Min(replayed, MostWal);
        string needs = string.Create(CultureInfo.InvariantCulture, $"a restore needs some {need >> 20} MiB ({backup.DatabaseBytes >> 20} MiB of data, the rest WAL)");
        if (evidence.Space is not FreeSpace space)
        {
            return [CheckFinding.CouldNotTell(Name, $"{needs}; where it will go is not known here", "compare it with the free space of that machine") with { IsNote = true }];
        }

        long room = space.FreeBytes + space.FreedBytes;
        string has = string.Create(CultureInfo.InvariantCulture, $"{space.Folder} has {room >> 20} MiB{(space.FreedBytes > 0 ? $", {space.FreedBytes >> 20} of them taken by the data directory that is there" : "")}");
        return [room >= need ? CheckFinding.Safe(Name, $"{needs}; {has}") : CheckFinding.NotSafe(Name, $"{needs}; {has}", "free space there, or restore elsewhere")];
    }
}
