using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Lab.Local;
using Phoenix.Lab.S3;
using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Lab.Sabotage;

/// <summary>Every sabotage: one row each, with what is broken and where in the cycle.</summary>
public static class Sabotages
{
    private const int SlowDown = 503;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SabotageDefinition> All { get; } =
    [
        Define("drop-wal", "the segment that holds row B is removed from the archive", SabotagePoint.AfterGate, (lab, scene, token) =>
            new ArchiveDamage(lab).RemoveSegmentAsync(SegmentOfB(scene), token)),
        Define("corrupt-wal", "the second half of the segment that holds row B is changed in the archive, so that it cannot be decoded", SabotagePoint.AfterGate, (lab, scene, token) =>
            new ArchiveDamage(lab).CorruptSegmentAsync(SegmentOfB(scene), token)),
        Define("corrupt-backup", "the second half of a file of the backup is changed in the repository", SabotagePoint.AfterGate, (lab, scene, token) =>
            new ArchiveDamage(lab).CorruptBackupAsync(scene.Backup, token)),
        Define("immediate", "the rebirth is asked to stop at the backup's consistency point, so that row B is left out", intent =>
            intent is RebirthIntent.Restore r ? new RebirthIntent.Restore(r.Request with { Target = RecoveryTarget.Immediate }) : intent),
        Define("empty-takeover", "the database is made new by initdb instead of being restored", _ => new RebirthIntent.Initialize()),
        Define("missing-key", "the restore's configuration has no S3 key", SabotagePoint.BeforeRestore, (lab, _, _) =>
            Tamper(lab, new SecretsTampering(OmitKey: true, Path: null))),
        Define("wrong-path", "the restore looks under another repository path than the backup wrote to", SabotagePoint.BeforeRestore, (lab, _, _) =>
            Tamper(lab, new SecretsTampering(OmitKey: false, Path: "/pgbackrest/elsewhere"))),
        Define("lost-row", "one acknowledged ledger row is deleted from the reborn database", SabotagePoint.BeforeProof, (lab, _, token) =>
            lab.LabDatabase.Tampering.DeleteOneRowAsync(token)),
        Define("phantom-row", "a ledger row that nobody wrote is added to the reborn database", SabotagePoint.BeforeProof, (lab, scene, token) =>
            lab.LabDatabase.Tampering.AddOneRowAsync(scene.Witness.Run, scene.Witness.Cycle, token)),
        Define("s3-error-at-end", "S3 answers 503 for the last WAL segment: an error must not become the end of the WAL", (lab, scene, token) =>
            FailAsync(lab, scene.Witness.LastSegment, token)),
        Define("s3-error-on-history", "S3 answers 503 for timeline history files: an error must not become 'no such timeline'", (lab, _, token) =>
            FailAsync(lab, "\\.history$", token)),
    ];

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => All.Select(s => s.Name);

    /// <summary>The one with this name.</summary>
    /// <exception cref="PhoenixException">Usage, with the names there are.</exception>
    public static SabotageDefinition Find(string name) => All.FirstOrDefault(s => s.Name == name)
        ?? throw new PhoenixException(ErrorCode.Usage, $"'{name}' is no sabotage", $"use one of {string.Join(", ", Names)}");

    private static SabotageDefinition Define(string name, string summary, SabotagePoint point, Func<LabStack, SabotageScene, CancellationToken, Task> act) =>
        new(name, summary, lab => new PlannedSabotage(lab, name, summary, point, byFault: false, act, intent => intent));

    private static SabotageDefinition Define(string name, string summary, Func<LabStack, SabotageScene, CancellationToken, Task> fail) =>
        new(name, summary, lab => new PlannedSabotage(lab, name, summary, SabotagePoint.BeforeRestore, byFault: true, fail, intent => intent));

    private static SabotageDefinition Define(string name, string summary, Func<RebirthIntent, RebirthIntent> alter) =>
        new(name, summary, lab => new PlannedSabotage(lab, name, summary, null, byFault: false, (_, _, _) => Task.CompletedTask, alter));

    private static WalSegment SegmentOfB(SabotageScene scene) =>
        WalSegment.Containing(scene.Witness.Timeline, scene.Witness.Sentinels.First(s => s.Name == SentinelName.B).InsertLsn, scene.SegmentSize);

    private static Task Tamper(LabStack lab, SecretsTampering tampering)
    {
        lab.Tampering = tampering;
        return Task.CompletedTask;
    }

    // Only requests of the key that the new stack will get: whoever looks from outside is not to be disturbed. Of any method: pgBackRest
    // asks for a history file with HEAD first, and takes "not found" for an answer.
    private static async Task FailAsync(LabStack lab, string keyPattern, CancellationToken cancellationToken)
    {
        using S3EndpointAdmin admin = lab.OpenEndpointAdmin();
        await admin.SetFaultsAsync(
            [
                new FaultRule
                {
                    Id = "sabotage",
                    AccessKey = lab.Site.Credentials.Outside.S3.AccessKey,
                    KeyPattern = keyPattern,
                    Status = SlowDown,
                    Code = "SlowDown",
                    Message = "Please reduce your request rate.",
                },
            ],
            cancellationToken);
    }
}
