using System.Diagnostics;

namespace Phoenix.Bench;

/// <summary>Times the parts of a proof.</summary>
internal sealed class ProofStages
{
    public Dictionary<string, double> Seconds { get; } = [];

    public T Time<T>(string stage, Func<T> work)
    {
        long start = Stopwatch.GetTimestamp();
        T result = work();
        Seconds[stage] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return result;
    }

    public async Task TimeAsync(string stage, Func<Task> work)
    {
        long start = Stopwatch.GetTimestamp();
        await work();
        Seconds[stage] = Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
