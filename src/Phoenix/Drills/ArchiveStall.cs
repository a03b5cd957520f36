using Phoenix.Diagnosis;
using Phoenix.Errors;
using Phoenix.Ports;

namespace Phoenix.Drills;

/// <summary>When a wait for the archive is in vain: archiving fails, and nothing gets through.</summary>
/// <param name="time">The clock.</param>
internal sealed class ArchiveStall(TimeProvider time)
{
    // Archiving is tried again each few seconds: a cause that outlasts several tries does not pass by itself.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // One that no try can mend is awaited only until it can be no word left over from before: what failed and went through since takes its file with it.
    private static readonly TimeSpan Confirmation = TimeSpan.FromSeconds(3);

    private long _progress = time.GetTimestamp();
    private string? _archived;

    /// <summary>The cause that ends the wait; null while it may yet get through.</summary>
    internal PhoenixException? Judge(ArchiverStatus status)
    {
        if (status.LastArchived != _archived || status.Cause is null)
        {
            (_archived, _progress) = (status.LastArchived, time.GetTimestamp());
        }

        if (status.Cause is not { } cause)
        {
            return null;
        }

        TimeSpan stalled = time.GetElapsedTime(_progress);
        return stalled >= Patience || (stalled >= Confirmation && KnownCause.Permanent(cause.Message) is not null) ? cause : null;
    }
}
