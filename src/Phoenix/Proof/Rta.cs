namespace Phoenix.Proof;

/// <summary>The recovery time actual.</summary>
public static class Rta
{
    /// <summary>
    /// From the wipe's start to the first acknowledged write that was read back; null when either was not observed. The longer of two times: by the wall clock, which may
    /// be set back in between, and as measured where one process saw both, by a clock that nobody can set but that stands still while the machine sleeps. A
    /// resumed run has only the wall clock, and null when that gives a negative time.
    /// </summary>
    public static TimeSpan? Of(History history)
    {
        if (history is not { Wipe: WipeObservation wipe, Liveness.WrittenAt: DateTimeOffset written })
        {
            return null;
        }

        TimeSpan byWall = written - wipe.StartedAt;
        TimeSpan longest = history.MeasuredRta is TimeSpan measured && measured > byWall ? measured : byWall;
        return longest >= TimeSpan.Zero ? longest : null;
    }
}
