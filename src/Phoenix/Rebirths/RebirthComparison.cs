using Phoenix.Errors;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Rebirths;

/// <summary>Compares a held rebirth with the last witness, where no ledger is at hand: identity, and how far recovery came.</summary>
public static class RebirthComparison
{
    /// <summary>Why the rebirth may not be published; null when it holds all that the witness knows.</summary>
    /// <param name="reborn">The held server.</param>
    /// <param name="witness">The last witness.</param>
    /// <param name="target">Where recovery was to end: only <c>latest</c> must come as far as the witness.</param>
    public static PhoenixException? Refuse(ServerObservation reborn, Witness witness, RecoveryTarget target)
    {
        if (reborn.SystemIdentifier != witness.SystemIdentifier)
        {
            return new PhoenixException(
                ErrorCode.RebirthRefused,
                $"the reborn database is cluster {reborn.SystemIdentifier}, and the witness knows {witness.SystemIdentifier}",
                "the restore read another cluster's repository, or an empty newcomer took this one over: look at 'pgbackrest info' and restore an older set with --target or --set");
        }

        if (target.Kind != RecoveryTargetKind.Latest)
        {
            return null;
        }

        if (reborn.InRecovery)
        {
            // Held as a standby of the repository: it has no timeline of its own yet. It may follow one that the stack began after the witness was put down: then its
            // history tells where it left the witness's.
            return FollowsPast(reborn, witness)
                ? null
                : Less($"replayed to {reborn.ReplayedTo?.ToString() ?? "an unknown place"} on timeline {reborn.Timeline}", witness);
        }

        TimelineSwitch? fork = reborn.History?.Switches.FirstOrDefault(s => s.Parent == witness.Timeline);
        return fork is not null && fork.At >= witness.MustReplayTo
            ? null
            : Less($"replayed to {fork?.At.ToString() ?? "another timeline"}", witness);
    }

    /// <summary>Why a published database that was found may not pass for the stack's; null when it is the cluster that is known.</summary>
    /// <param name="found">The identity of the database that is there.</param>
    /// <param name="known">The identity that the last witness has; where there is none, that of the repository's stanza.</param>
    /// <param name="says">Which of the two it is.</param>
    public static PhoenixException? RefuseFound(ulong found, ulong known, string says) => found == known
        ? null
        : new PhoenixException(
            ErrorCode.RebirthRefused,
            $"the database that is there is cluster {found}, and {says} {known}: it is not the one that this stack had, and may be a new, empty one (initdb)",
            "let nobody write to it, and stop its backups: they may expire the real ones. 'phoenix wipe --accept-data-loss' destroys it, and 'phoenix create' then restores. If it was made anew on purpose (a major upgrade), take the stack's witness out of the bucket");

    private static bool FollowsPast(ServerObservation held, Witness witness) => held.Timeline == witness.Timeline
        ? held.ReplayedTo >= witness.MustReplayTo
        : held.History?.Switches.FirstOrDefault(s => s.Parent == witness.Timeline) is { } left && left.At >= witness.MustReplayTo && held.ReplayedTo >= left.At;

    private static PhoenixException Less(string replayed, Witness witness) => new(
        ErrorCode.RebirthRefused,
        $"the repository gives back less than its witness knows: {replayed}, known to be archived up to {witness.MustReplayTo} on timeline {witness.Timeline}",
        "a segment is missing or damaged, or a timeline was lost; nothing was published, and the repository is as it was");
}
