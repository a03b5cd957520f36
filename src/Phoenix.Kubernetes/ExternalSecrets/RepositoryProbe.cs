namespace Phoenix.Kubernetes.ExternalSecrets;

/// <summary>How rendered credentials are compared and tried. Two seams, because S3 and the stack's secrets are read elsewhere.</summary>
/// <param name="Expected">Reads the repository that the stack declares, with its secrets.</param>
/// <param name="Try">Lists the repository with these credentials: null when that works, else why it does not (yet); an exception when they are refused. The text never holds a secret.</param>
public sealed record RepositoryProbe(
    Func<CancellationToken, Task<ExpectedRepository>> Expected, Func<ExpectedRepository, CancellationToken, Task<string?>> Try);
