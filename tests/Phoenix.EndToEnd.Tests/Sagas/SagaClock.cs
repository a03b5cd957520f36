namespace Phoenix.EndToEnd.Tests.Sagas;

/// <summary>The endpoint's clock, which a test can put off: to the client that is the same as a clock of its own that is wrong.</summary>
internal sealed class SagaClock : TimeProvider
{
    /// <summary>How far it is ahead of this machine's.</summary>
    public TimeSpan Ahead { get; set; }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
