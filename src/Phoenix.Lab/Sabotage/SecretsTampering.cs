using Phoenix.Adapters.Secrets;

namespace Phoenix.Lab.Sabotage;

/// <summary>What a sabotage does to the configuration that the secrets layer renders.</summary>
/// <param name="OmitKey">Leave the S3 key out.</param>
/// <param name="Alter">What is rendered instead of the right settings.</param>
public sealed record SecretsTampering(bool OmitKey, Func<RepositorySettings, RepositorySettings> Alter);
