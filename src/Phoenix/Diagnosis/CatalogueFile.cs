namespace Phoenix.Diagnosis;

/// <summary>One file of the catalogue.</summary>
/// <param name="Component">The driven program.</param>
/// <param name="Failures">Its failures.</param>
/// <param name="Signs">Texts of it that conditions refer to.</param>
internal sealed record CatalogueFile(string Component, IReadOnlyList<KnownFailure> Failures, IReadOnlyList<KnownSign>? Signs = null);
