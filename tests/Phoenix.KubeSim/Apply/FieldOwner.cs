namespace Phoenix.KubeSim.Apply;

/// <summary>Who writes, through which version and subresource, and when.</summary>
internal sealed record FieldOwner(string Name, string ApiVersion, string? Subresource, string Time);
