namespace Phoenix.Testing.Proof;

/// <summary>A clock that stands where it was put, in nanoseconds.</summary>
public sealed class ManualTime(DateTimeOffset epoch) : TimeProvider
{
    public long Nanoseconds { get; set; }

    public override long TimestampFrequency => 1_000_000_000;

    public override long GetTimestamp() => Nanoseconds;

    public override DateTimeOffset GetUtcNow() => epoch.AddTicks(Nanoseconds / 100);
}
