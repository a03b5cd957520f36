using Phoenix.Adapters.Secrets;
using Phoenix.Drills;
using Phoenix.Ports;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Lab.Sabotage;

/// <summary>How a restore can be asked for wrongly, or look in the wrong place.</summary>
internal static class RestoreSabotages
{
    private const string Elsewhere = "elsewhere";

    // There is a former life, and a backup of it, from the second cycle on.
    private const int WithFormerLife = 2;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SabotageDefinition> All =>
        [Immediate, EmptyTakeover, OldBackup, StaleTimeline, MissingKey, WrongKey, WrongPath, WrongStanza, SwappedBucket];

    /// <summary><c>--type=immediate</c> left over from somebody's experiment: exit status 0, and every row that is only in WAL is dropped.</summary>
    private static SabotageDefinition Immediate => new("immediate", "the rebirth is asked to stop at the backup's consistency point, so that row B is left out", "sentinels", "B is lost")
    {
        Alter = (_, intent, _) => Task.FromResult(intent is RebirthIntent.Restore r ? new RebirthIntent.Restore(r.Request with { Target = RecoveryTarget.Immediate }) : intent),
    };

    /// <summary>The restore's configuration is absent or not read, and the operator makes an empty cluster instead, which then takes the repository over.</summary>
    private static SabotageDefinition EmptyTakeover => new("empty-takeover", "the database is made new by initdb instead of being restored", "identity", "not reborn from a backup")
    {
        Alter = (_, _, _) => Task.FromResult<RebirthIntent>(new RebirthIntent.Initialize()),
    };

    /// <summary>
    /// A <c>--set</c> left over from an earlier restore pins an old backup. As long as all WAL since then is kept everything comes back, only
    /// later; the backup that the cycle took was not tested, and the day that the old set's WAL expires the same restore loses data.
    /// </summary>
    private static SabotageDefinition OldBackup => new("old-backup", "the restore is pinned to the oldest backup in the repository", "identity", "restored from a backup that began at")
    {
        FromCycle = WithFormerLife,
        Alter = async (scene, intent, token) => intent is RebirthIntent.Restore r
            ? new RebirthIntent.Restore(r.Request with { BackupLabel = (await OldestAsync(scene, token)).Label })
            : intent,
    };

    /// <summary>A target timeline left over from an earlier restore: a former life comes back whole and healthy, without anything acknowledged since.</summary>
    private static SabotageDefinition StaleTimeline => new("stale-timeline", "the restore is planned along the timeline of a former life", "identity", "forked from timeline 1")
    {
        FromCycle = WithFormerLife,
        Alter = async (scene, intent, token) =>
        {
            if (intent is not RebirthIntent.Restore r)
            {
                return intent;
            }

            const uint First = 1;
            ArchiveListing listing = await scene.Stack.Repository.ListArchiveAsync(token);
            return new RebirthIntent.Restore(
                new RestoreRequest(
                    RecoveryTarget.Latest with { Timeline = First }, (await OldestAsync(scene, token)).Label, TimelineHistory.Root(First), listing.Newest(First, scene.SegmentSize))
                {
                    SystemIdentifier = r.Request.SystemIdentifier,
                });
        },
    };

    /// <summary>The secret that feeds the restore was not synchronized, or synchronized empty.</summary>
    private static SabotageDefinition MissingKey => Configured("missing-key", "the restore's configuration has no S3 key", omitKey: true, "repo1-s3-key", settings => settings);

    /// <summary>The secret that feeds the restore holds a key that was rotated, or mistyped: it is well-formed, and wrong.</summary>
    private static SabotageDefinition WrongKey => Configured(
        "wrong-key", "the restore's configuration has an S3 secret key that is not the right one", omitKey: false, "SignatureDoesNotMatch", settings => settings with { S3 = settings.S3 with { SecretKey = new string('0', 40) } });

    /// <summary>A custom <c>repo1-path</c> set for backups and not for the restore, as an operator that inherits nothing needs it.</summary>
    private static SabotageDefinition WrongPath => Configured(
        "wrong-path", "the restore looks under another repository path than the backup wrote to", omitKey: false, "pgbackrest/elsewhere/", settings => settings with { Path = "/pgbackrest/" + Elsewhere });

    /// <summary>The restore names the stanza of another cluster, or one that was renamed.</summary>
    private static SabotageDefinition WrongStanza => new("wrong-stanza", "the restore asks for another stanza than the backup wrote to", "create", "elsewhere/backup\\.info")
    {
        At = SabotagePoint.BeforeRestore,
        Act = (lab, _, _) =>
        {
            lab.LabDatabase.RestoreStanza = Elsewhere;
            return Task.CompletedTask;
        },
    };

    /// <summary>
    /// Two environments' buckets are exchanged in the configuration. Path, stanza and passphrase fit, so the restore succeeds, and what comes up is
    /// somebody else's database.
    /// </summary>
    private static SabotageDefinition SwappedBucket => new("swapped-bucket", "the restore reads another bucket, which holds a good backup of another cluster", "create", "restored backup is of cluster")
    {
        At = SabotagePoint.BeforeRestore,
        Act = async (lab, _, token) =>
        {
            string neighbour = await new NeighbourCluster(lab).BackUpAsync(token);
            lab.Tampering = new SecretsTampering(OmitKey: false, settings => settings with { S3 = settings.S3 with { Bucket = neighbour } });
        },
    };

    private static SabotageDefinition Configured(string name, string summary, bool omitKey, string cause, Func<RepositorySettings, RepositorySettings> alter) => new(name, summary, "create", cause)
    {
        At = SabotagePoint.BeforeRestore,
        Act = (lab, _, _) =>
        {
            lab.Tampering = new SecretsTampering(omitKey, alter);
            return Task.CompletedTask;
        },
    };

    private static async Task<BackupSet> OldestAsync(SabotageScene scene, CancellationToken cancellationToken) =>
        (await scene.Stack.Repository.ReadInfoAsync(cancellationToken)).Backups[0];
}
