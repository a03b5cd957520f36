using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Execution;

/// <summary>Bounded waits for a condition.</summary>
/// <param name="time">The clock.</param>
public sealed class Waiting(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);

    /// <summary>Probes until the gate holds; pauses grow from 20 ms to 500 ms.</summary>
    /// <exception cref="PhoenixException">TimedOut with the last reason; or what the probe threw, at once.</exception>
    public async Task ForAsync(Gate gate, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        TimeSpan pause = First;
        while (true)
        {
            string? reason = await gate.Probe(cancellationToken);
            if (reason is null)
            {
                return;
            }

            if (time.GetElapsedTime(start) >= gate.Timeout)
            {
                throw new PhoenixException(
                    ErrorCode.TimedOut, $"'{gate.Name}' did not hold within {gate.Timeout.TotalSeconds:0} s: {reason}", "mend what the reason names and run again");
            }

            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 1.5 > Longest ? Longest : pause * 1.5;
        }
    }
}
