using Phoenix.Ports;

namespace Phoenix.Stacks;

/// <summary>The pgBackRest repository as the stack file declares it.</summary>
/// <param name="Location">Where it is: what must be the same for backup and restore.</param>
/// <param name="HostStyle">Whether the bucket is part of the host's name (AWS) and not of the path.</param>
/// <param name="CaFile">Certificate of a private authority, absolute; null for the system's.</param>
/// <param name="AccessKey">Where the access key comes from.</param>
/// <param name="SecretKey">Where the secret key comes from.</param>
/// <param name="SessionToken">Where the session token comes from; null for none.</param>
/// <param name="CipherPassphrase">Where the passphrase of an encrypted repository comes from; null for one that is not encrypted.</param>
public sealed record RepositoryDefinition(
    RepositoryLocation Location,
    bool HostStyle,
    string? CaFile,
    SecretDefinition AccessKey,
    SecretDefinition SecretKey,
    SecretDefinition? SessionToken,
    SecretDefinition? CipherPassphrase);
