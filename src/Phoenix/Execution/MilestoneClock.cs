namespace Phoenix.Execution;

/// <summary>Tells when the last layer of a milestone is Ready.</summary>
internal sealed class MilestoneClock(TimeProvider time, ILayerObserver observer, RaiseOptions options)
{
    private readonly long _start = options.StartedAt ?? time.GetTimestamp();
    private readonly Dictionary<string, HashSet<string>> _open = options.Milestones.ToDictionary(m => m.Key, m => m.Value.ToHashSet());

    /// <summary>Takes a layer's end into account.</summary>
    public void Ended(StepResult result)
    {
        if (result.State is not (StepState.Succeeded or StepState.Skipped))
        {
            return;
        }

        foreach ((string milestone, HashSet<string> _) in _open.Where(m => m.Value.Remove(result.Name) && m.Value.Count == 0).ToArray())
        {
            _open.Remove(milestone);
            observer.Reached(milestone, time.GetElapsedTime(_start));
        }
    }
}
