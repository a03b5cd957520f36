namespace Phoenix.Manifests.Import.Terragrunt;

/// <summary>A unit as its own file declares it.</summary>
/// <param name="Directory">Its folder, relative to the repository; <c>.</c> for the repository itself.</param>
/// <param name="Needs">Folders of the units that it needs, as far as they are written out.</param>
/// <param name="NotUnderstood">What may bring further needs and could not be read.</param>
internal sealed record TerragruntUnit(string Directory, IReadOnlyList<ImportEdge> Needs, IReadOnlyList<string> NotUnderstood);
