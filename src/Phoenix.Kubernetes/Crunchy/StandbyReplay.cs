using System.Globalization;
using Phoenix.Errors;
using Phoenix.Recovery;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>
/// Follows a standby until it has replayed all that the archive is known to hold. A standby that misses a segment, or cannot read one, asks for it for ever and says
/// nothing: standing still before the known end is the only sign. Behind the known end it may stand still: the last record may go on in a segment that never came.
/// </summary>
/// <param name="read">How far replay is; null once the server is no standby any more.</param>
/// <param name="time">The clock.</param>
/// <param name="tell">Is told how far it is.</param>
internal sealed class StandbyReplay(Func<CancellationToken, Task<Lsn?>> read, TimeProvider time, Action<string> tell)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan TellEach = TimeSpan.FromSeconds(15);

    /// <summary>Longest stand before the known end. PostgreSQL itself asks again each 5 s, and an asynchronous fetch may take a minute to give up.</summary>
    internal TimeSpan Stall { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long replay must stand still inside the newest known segment to be at its end: several rounds of asking for the next one.</summary>
    internal TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Waits.</summary>
    /// <param name="newest">The newest segment that is known to be archived; null when nothing is known, and standing still is all that can be waited for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How far it came.</returns>
    /// <exception cref="PhoenixException">TimedOut: it stands before the known end. RebirthRefused: it was promoted meanwhile, by somebody else.</exception>
    public async Task<Lsn> AwaitAsync(WalSegment? newest, CancellationToken cancellationToken)
    {
        Lsn at = Lsn.Zero;
        long movedAt = time.GetTimestamp();
        long reachedAt = movedAt;
        long toldAt = movedAt;
        while (true)
        {
            (Lsn? position, string? trouble) = await ReadAsync(at, cancellationToken);
            Lsn now = position ?? throw new PhoenixException(
                ErrorCode.RebirthRefused, "the standby was opened by somebody else before it was compared", "find out who; it archives from now on, so look at the repository's newest timeline");
            if (now != at || trouble is not null)
            {
                // Where it was not seen, it did not stand still.
                (at, movedAt) = (now, time.GetTimestamp());
            }

            reachedAt = trouble is null ? time.GetTimestamp() : reachedAt;
            TimeSpan stands = time.GetElapsedTime(movedAt);
            if (trouble is null && ((newest is { } end && at >= end.End) || (stands >= Quiet && at != Lsn.Zero && (newest is not { } last || at > last.Start))))
            {
                return at;
            }

            if (time.GetElapsedTime(reachedAt) >= Stall)
            {
                throw new PhoenixException(
                    ErrorCode.TimedOut,
                    string.Create(CultureInfo.InvariantCulture, $"the standby has not been reached for {time.GetElapsedTime(reachedAt).TotalSeconds:0} s: {trouble}"),
                    "see whether the API server, or what else leads to it, is well, then run again; nothing was published");
            }

            if (stands >= Stall)
            {
                throw new PhoenixException(
                    ErrorCode.TimedOut,
                    string.Create(CultureInfo.InvariantCulture, $"the standby has stood at {at} for {stands.TotalSeconds:0} s, and the archive is known to go on to {newest?.Name ?? "some place"}: a segment is missing, damaged, or cannot be read from inside the cluster"),
                    "look at PostgreSQL's log in the pod for what restore_command says; nothing was published");
            }

            if (time.GetElapsedTime(toldAt) >= TellEach)
            {
                toldAt = time.GetTimestamp();
                tell($"replayed to {at}{(newest is { } n ? $" of {n.End}" : "")}{(trouble is null ? "" : $"; it is not reached: {trouble}")}");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    // The way to it leads through the API server, which may restart meanwhile.
    private async Task<(Lsn? Position, string? Trouble)> ReadAsync(Lsn last, CancellationToken cancellationToken)
    {
        try
        {
            return (await read(cancellationToken), null);
        }
        catch (PhoenixException e) when (ClusterServer.IsOfTheWay(e))
        {
            return (last, e.Message);
        }
    }
}
