namespace Phoenix.Kubernetes.Manifests;

/// <summary>What is left of a bound. It ends a little before the layer's own, so that the reasons can still be told.</summary>
internal sealed class Deadline(TimeProvider time, TimeSpan bound)
{
    private static readonly TimeSpan ToTell = TimeSpan.FromSeconds(15);

    private readonly long _start = time.GetTimestamp();
    private readonly TimeSpan _bound = bound > 4 * ToTell ? bound - ToTell : bound * 0.75;

    /// <summary>The time left; never less than a second, so that the last wait looks once.</summary>
    public TimeSpan Left => _bound - time.GetElapsedTime(_start) is { } left && left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1);
}
