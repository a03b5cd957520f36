using Phoenix.Stacks;

namespace Phoenix.Cli.Rendering;

/// <summary>What a wipe would destroy of one layer.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Exists">Whether something of it is there; null where there is no way to tell.</param>
/// <param name="Objects">What is there, by identity; null where the driver cannot tell.</param>
internal sealed record LayerContents(string Layer, bool? Exists, IReadOnlyList<StackObject>? Objects);
