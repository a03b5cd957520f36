namespace Phoenix.Checks;

/// <summary>What lies under a backup set's label. That <c>backup.info</c> names a set does not mean that its files are there.</summary>
/// <param name="HasManifest">Whether its manifest is there: without it nothing can be restored.</param>
/// <param name="Bytes">Bytes of its files, manifests apart.</param>
/// <param name="Files">How many they are.</param>
public sealed record StoredSet(bool HasManifest, long Bytes, int Files);
