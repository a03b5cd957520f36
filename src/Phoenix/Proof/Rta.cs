namespace Phoenix.Proof;

/// <summary>The recovery time actual.</summary>
public static class Rta
{
    /// <summary>
    /// From the wipe's start to the first acknowledged write that was read back; null when either was not observed. As measured where one process saw both: a wall
    /// clock that is set back in between would make every RTA short enough. A resumed run has only the wall clock, and null when that gives a negative time.
    /// </summary>
    public static TimeSpan? Of(History history) =>
        history is { Wipe: WipeObservation wipe, Liveness.WrittenAt: DateTimeOffset written }
            ? history.MeasuredRta ?? (written >= wipe.StartedAt ? written - wipe.StartedAt : null)
            : null;
}
