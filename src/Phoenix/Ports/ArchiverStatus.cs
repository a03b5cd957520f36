using Phoenix.Errors;

namespace Phoenix.Ports;

/// <summary>How far archiving is, from <c>pg_stat_archiver</c> and <c>pg_ls_archive_statusdir()</c>.</summary>
/// <param name="LastArchived">Last segment (or history file) archived; null for none yet.</param>
/// <param name="Ready">Files waiting (<c>.ready</c>).</param>
/// <param name="Failed">Failures counted since the statistics were reset.</param>
/// <param name="LastFailed">Last file that failed; null for none.</param>
/// <param name="DroppedQueue">Whether <c>archive-push-queue-max</c> is set, so that WAL may be dropped while success is reported.</param>
public sealed record ArchiverStatus(string? LastArchived, int Ready, long Failed, string? LastFailed, bool DroppedQueue)
{
    /// <summary>Why the newest failure failed, where the archiving tool left word; null for none. It goes once the file is archived.</summary>
    public PhoenixException? Cause { get; init; }

    /// <summary>When the last file was archived, by the server's clock; null for none yet.</summary>
    public DateTimeOffset? LastArchivedAt { get; init; }

    /// <summary>When archiving failed last, by the server's clock; null for never.</summary>
    public DateTimeOffset? LastFailedAt { get; init; }
}
