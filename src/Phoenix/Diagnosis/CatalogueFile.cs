namespace Phoenix.Diagnosis;

/// <summary>One file of the catalogue.</summary>
/// <param name="Component">The driven program.</param>
/// <param name="Failures">Its failures.</param>
internal sealed record CatalogueFile(string Component, IReadOnlyList<KnownFailure> Failures);
