namespace Phoenix.Ports;

/// <summary>When a put may take effect.</summary>
/// <param name="IfAbsent">Only when the key does not exist (<c>If-None-Match: *</c>).</param>
/// <param name="IfETag">Only when the stored object has this tag (<c>If-Match</c>).</param>
public sealed record PutCondition(bool IfAbsent = false, string? IfETag = null)
{
    /// <summary>No condition: the last writer wins.</summary>
    public static PutCondition None { get; } = new();
}
