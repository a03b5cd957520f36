using System.Collections.Concurrent;

namespace Phoenix.Adapters.Tests.Secrets;

/// <summary>The system's clock, but pauses and bounds up to a length are over soon; it keeps how long they were to be.</summary>
public sealed class SwiftTime(TimeSpan longest) : TimeProvider
{
    public ConcurrentQueue<TimeSpan> Pauses { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        bool swift = dueTime >= TimeSpan.Zero && dueTime <= longest;
        if (swift)
        {
            Pauses.Enqueue(dueTime);
        }

        // Not quite at once: whoever waits for something that is there already shall get it.
        return base.CreateTimer(callback, state, swift ? TimeSpan.FromMilliseconds(200) : dueTime, period);
    }
}
