using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Plans;

/// <summary>Looks at a database and its repository and says what a create would do; changes nothing.</summary>
/// <param name="database">The database.</param>
public sealed class RestorePlanner(IDatabaseLayer database)
{
    /// <summary>Looks. What cannot be read is in the result.</summary>
    public async Task<RestorePlan> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(cancellationToken);
        }
        catch (PhoenixException e)
        {
            return new RestorePlan(RestoreOutcome.Unknown, e.Message);
        }
    }

    private async Task<RestorePlan> ReadAsync(CancellationToken cancellationToken)
    {
        IRepository repository = database.Repository;
        RepositoryStanding standing = await database.ReadStandingAsync(cancellationToken);
        RepositoryInfo info = await repository.ReadInfoAsync(cancellationToken);
        ArchiveListing listing = await repository.ListArchiveAsync(cancellationToken);
        Witness? witness = await new WitnessStore(database).ReadAsync(cancellationToken);
        uint? timeline = listing.Segments.Count == 0 && listing.Histories.Count == 0 ? null : listing.Histories.DefaultIfEmpty(1u).Max();
        return Decide(info, standing, listing.Segments.Count > 0, witness) with
        {
            Repository = repository.Location,
            Backup = info.Backups.LastOrDefault(),
            Timeline = timeline,
            NewestSegment = timeline is uint t ? listing.Newest(t, witness?.SegmentSize ?? WalSegment.DefaultSize)?.Name : null,
            Witness = witness,
            OtherOwner = standing.IsOurs ? null : standing.Owner,
        };
    }

    private RestorePlan Decide(RepositoryInfo info, RepositoryStanding standing, bool hasWal, Witness? witness)
    {
        if (database.IsPublished)
        {
            return new RestorePlan(RestoreOutcome.Kept, "the database is there and was published: a create keeps it, a wipe needs its gate");
        }

        bool isEmpty = info.Backups.Count == 0 && !hasWal && (standing.IsOurs || standing.Owner is null);
        return (info, standing, witness) switch
        {
            _ when isEmpty && database.WasPublished => new RestorePlan(
                RestoreOutcome.Refused, "there was a database here, and the repository holds no backup of it: a new, empty one is never made in its place"),
            _ when isEmpty => new RestorePlan(RestoreOutcome.Initialized, "the repository holds nothing: a new, empty database is made"),
            (_, { IsOurs: false, IsReleased: false }, _) => new RestorePlan(
                RestoreOutcome.Refused,
                $"the repository is that of {standing.Owner ?? "a stack that put no name on it"}, which was not shown to be gone: wipe that one, or state with --fenced that it can never write again"),
            ({ Backups.Count: 0 }, _, _) => new RestorePlan(RestoreOutcome.Refused, $"the repository holds no backup to restore ({info.StatusMessage})"),
            (_, _, null) => new RestorePlan(RestoreOutcome.Refused, "no witness of this repository is known: only --accept-unwitnessed restores it, and the result is Inconclusive"),
            _ => new RestorePlan(RestoreOutcome.Restored, "it is restored to the end of the archived WAL, and compared with its witness before it is published"),
        };
    }
}
