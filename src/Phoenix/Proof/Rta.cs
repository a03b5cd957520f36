namespace Phoenix.Proof;

/// <summary>The recovery time actual.</summary>
public static class Rta
{
    /// <summary>From the wipe's start to the first acknowledged write that was read back; null when either was not observed, or they are the wrong way round.</summary>
    public static TimeSpan? Of(History history) =>
        history is { Wipe: WipeObservation wipe, Liveness.WrittenAt: DateTimeOffset written } && written >= wipe.StartedAt
            ? written - wipe.StartedAt
            : null;
}
