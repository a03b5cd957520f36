namespace Phoenix.Lab.Sabotage;

/// <summary>What a sabotage does to the configuration that the secrets layer renders.</summary>
/// <param name="OmitKey">Leave the S3 key out.</param>
/// <param name="Path">Another repository path; null for the right one.</param>
public sealed record SecretsTampering(bool OmitKey, string? Path);
