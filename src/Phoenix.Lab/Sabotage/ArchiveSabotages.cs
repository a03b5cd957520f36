using Phoenix.Drills;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Lab.Sabotage;

/// <summary>What can happen to the objects of a repository.</summary>
internal static class ArchiveSabotages
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<SabotageDefinition> All => [DropWal, CorruptWal, GarbageWal, CorruptBackup, SecondWriter];

    /// <summary>
    /// A segment is gone from the bucket: a lifecycle rule, a hand-made clean-up, a replica that lags. pgBackRest's <c>info</c> and <c>verify</c> do
    /// not see it, and PostgreSQL promotes at the hole without a word.
    /// </summary>
    private static SabotageDefinition DropWal => new("drop-wal", "the segment that holds row B is removed from the archive", "archive", "segments are missing")
    {
        At = SabotagePoint.AfterGate,
        Act = (lab, scene, token) => new ArchiveDamage(lab).RemoveSegmentAsync(SegmentOfB(scene), token),
    };

    /// <summary>Bit rot or a torn upload: an object that can no longer be decoded. To PostgreSQL the tool's error looks like the end of the WAL.</summary>
    private static SabotageDefinition CorruptWal => new("corrupt-wal", "the second half of the segment that holds row B is changed in the archive, so that it cannot be decoded", "create", "pgBackRest ended with")
    {
        At = SabotagePoint.AfterGate,
        Act = (lab, scene, token) => new ArchiveDamage(lab).CorruptSegmentAsync(SegmentOfB(scene), token),
    };

    /// <summary>
    /// A segment that was archived before all of it had been written, or lost pages in a crash: whole for pgBackRest, checksum and cipher
    /// included, and zero from the middle on. PostgreSQL takes that for the end of the WAL, and nothing fails anywhere.
    /// </summary>
    private static SabotageDefinition GarbageWal => new("garbage-wal", "the segment that holds row B is replaced by a well-formed one whose WAL ends before B's commit", "identity", "before the last acknowledged write")
    {
        At = SabotagePoint.AfterGate,
        Act = (lab, scene, token) => new ArchiveDamage(lab).EndSegmentEarlyAsync(SegmentOfB(scene), SentinelB(scene).InsertLsn, scene.Store.Directory("wal/sabotage"), token),
    };

    /// <summary>Bit rot or a torn upload in the backup itself, found only by whoever restores it.</summary>
    private static SabotageDefinition CorruptBackup => new("corrupt-backup", "the second half of a file of the backup is changed in the repository", "create", "corrupt|checksum|decrypt|zst error")
    {
        At = SabotagePoint.AfterGate,
        Act = (lab, scene, token) => new ArchiveDamage(lab).CorruptBackupAsync(scene.Backup, token),
    };

    /// <summary>
    /// Another server archives to the same stanza: a forgotten replica that was promoted, a scratch restore with the production configuration.
    /// It is not part of the stack, so no wipe ends it and no cut of the stack's credentials stops it. A restore to the latest state would follow its history.
    /// </summary>
    private static SabotageDefinition SecondWriter => new("second-writer", "another server, promoted from the same data, archives a timeline of its own after the cut-off", "wipe", "changed after the stack was cut off")
    {
        At = SabotagePoint.AfterWipe,
        Act = (lab, scene, token) => new ArchiveDamage(lab).ArchiveAsSecondWriterAsync(scene.Witness, scene.Store.Directory("wal/sabotage"), token),
    };

    private static Sentinel SentinelB(SabotageScene scene) => scene.Witness.Sentinels.First(s => s.Name == SentinelName.B);

    private static WalSegment SegmentOfB(SabotageScene scene) => WalSegment.Containing(scene.Witness.Timeline, SentinelB(scene).InsertLsn, scene.SegmentSize);
}
