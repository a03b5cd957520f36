namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>An object that makes a Secret: the Secret itself, an ExternalSecret, a SealedSecret or another operator's resource.</summary>
/// <param name="Maker">The object.</param>
/// <param name="Keys">The keys that the Secret will have; null when they are not known.</param>
/// <param name="IsVisible">Whether all of its values are in the manifests, with variables or without.</param>
internal sealed record SecretOrigin(Manifest Maker, IReadOnlyList<string>? Keys, bool IsVisible);
