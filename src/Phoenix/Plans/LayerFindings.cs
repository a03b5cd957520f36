using Phoenix.Stacks;

namespace Phoenix.Plans;

/// <summary>What was found of a layer by looking, without touching it: what a wipe would destroy.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Exists">Whether something of it is there; null where there is no way to tell.</param>
/// <param name="Objects">What is there, by identity; null where the driver cannot tell.</param>
/// <param name="Trouble">Why it could not be looked at; null when it could.</param>
public sealed record LayerFindings(string Layer, bool? Exists, IReadOnlyList<StackObject>? Objects, string? Trouble = null);
