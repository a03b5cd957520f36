using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Rebirths;

/// <summary>Decides what the database of a stack that is raised is to become, from what the repository holds. Never falls back from a restore to a new database.</summary>
public static class RebirthChoice
{
    /// <summary>Chooses.</summary>
    /// <param name="site">The database and its repository.</param>
    /// <param name="claim">What the repository is to it.</param>
    /// <param name="target">Where a restore ends.</param>
    /// <param name="initialize">Whether a new, empty database was asked for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PhoenixException">RebirthRefused: a new database was asked for over backups, or nothing can be restored and none was asked for. TargetImpossible.</exception>
    public static async Task<RebirthIntent> ChooseAsync(
        IDatabaseSite site, RepositoryClaim claim, RecoveryTarget target, bool initialize, CancellationToken cancellationToken)
    {
        RepositoryLocation at = site.Repository.Location;
        if (claim.IsEmpty)
        {
            return claim.MayInitialize || initialize
                ? new RebirthIntent.Initialize()
                : throw new PhoenixException(
                    ErrorCode.RebirthRefused,
                    $"the repository {at.Bucket}{at.Path} holds no backup of stanza {at.Stanza}: there is nothing to restore",
                    "correct endpoint, bucket, path and stanza; only if a new, empty database is what you want, add --initdb");
        }

        if (initialize)
        {
            throw new PhoenixException(
                ErrorCode.RebirthRefused,
                $"--initdb would put a new, empty database over the stanza {at.Stanza} of the repository {at.Bucket}{at.Path}, which holds backups",
                "leave --initdb out to restore them; or use an empty repository path for the new database");
        }

        if (target is { Value: null, Kind: not (RecoveryTargetKind.Latest or RecoveryTargetKind.Immediate) })
        {
            throw new PhoenixException(ErrorCode.TargetImpossible, $"the target '{target}' names no place", "give it a value, e.g. lsn=0/3000148 or 'time=2026-02-10 14:55:00+00'");
        }

        ArchiveListing listing = await site.Repository.ListArchiveAsync(cancellationToken);
        uint newest = listing.Histories.DefaultIfEmpty(1u).Max();
        uint timeline = target.Timeline ?? newest;
        TimelineHistory path = timeline == 1
            ? TimelineHistory.Root(1)
            : await site.Repository.ReadHistoryAsync(timeline, cancellationToken)
                ?? throw new PhoenixException(
                    ErrorCode.RebirthRefused, $"{TimelineHistory.FileName(timeline)} cannot be read from the archive", $"the newest timeline there is {newest}; correct ,timeline=N, or run again if the repository changed while it was read");
        return new RebirthIntent.Restore(new RestoreRequest(target, null, path, listing.Newest(timeline, WalSegment.DefaultSize)));
    }
}
