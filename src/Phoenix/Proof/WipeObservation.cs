namespace Phoenix.Proof;

/// <summary>What was seen of the wipe.</summary>
/// <param name="StartedAt">When it began (the RTA clock starts here).</param>
/// <param name="CutOffAt">t0: when the stack could no longer write to the repository.</param>
/// <param name="EndedAt">When the last layer's emptiness had been asserted.</param>
/// <param name="CredentialsCut">Whether S3 credentials were cut at t0 (else t0 is when the last machine was gone).</param>
/// <param name="RepositoryAtCutOff">Digest of the repository's listing at t0 (keys, sizes, ETags).</param>
/// <param name="RepositoryAfter">The same after the kill.</param>
/// <param name="Layers">Each layer and whether it is gone: true, false, or null when it has no probe.</param>
public sealed record WipeObservation(
    DateTimeOffset StartedAt,
    DateTimeOffset CutOffAt,
    DateTimeOffset EndedAt,
    bool CredentialsCut,
    string RepositoryAtCutOff,
    string RepositoryAfter,
    IReadOnlyDictionary<string, bool?> Layers);
