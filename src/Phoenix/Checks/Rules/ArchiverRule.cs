using System.Globalization;
using Phoenix.Errors;
using Phoenix.Ports;

namespace Phoenix.Checks.Rules;

/// <summary>Whether the server archives: what waits, what failed, how long ago something went through.</summary>
public sealed class ArchiverRule : ICheckRule
{
    /// <inheritdoc/>
    public string Name => "archiver";

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        if (evidence.Server is { } server)
        {
            return [OfServer(server.Value.Gate.Archiver, evidence.At)];
        }

        if (evidence.Idle is { } idle)
        {
            IdleServer seen = idle.Value;
            return
            [
                seen.Ready == 0
                    ? CheckFinding.Safe(Name, $"the server of {seen.DataDirectory} does not run, and nothing of it waits to be archived")
                    : CheckFinding.NotSafe(Name, string.Create(CultureInfo.InvariantCulture, $"the server of {seen.DataDirectory} does not run, and {seen.Ready} files of it wait to be archived"), "start it, or push them with 'pgbackrest archive-push', before its data directory goes"),
            ];
        }

        return [CheckFinding.CouldNotTell(Name, "no server was seen from here, so whether something waits to be archived is not known", "run the check where the server is") with { IsNote = true }];
    }

    private CheckFinding OfServer(ArchiverStatus status, DateTimeOffset now)
    {
        string last = status.LastArchived is null ? "nothing was archived yet" : $"{status.LastArchived} was archived{(status.LastArchivedAt is DateTimeOffset at ? $" {Words.Age(now - at)} ago" : "")}";
        string seen = string.Create(CultureInfo.InvariantCulture, $"{last}; {status.Ready} files wait, {status.Failed} failures since the statistics were reset{(status.LastFailed is null ? "" : $", the last of {status.LastFailed}")}");
        if (status.Cause is PhoenixException cause)
        {
            return CheckFinding.NotSafe(Name, $"{seen}; archiving fails: {cause.Message}", cause.Hint);
        }

        bool failing = status.LastFailedAt is DateTimeOffset failed && (status.LastArchivedAt is not DateTimeOffset archived || failed > archived);
        return failing
            ? CheckFinding.NotSafe(Name, $"{seen}; nothing was archived since that failure", "read the server's log for archive_command's error")
            : CheckFinding.Safe(Name, seen);
    }
}
