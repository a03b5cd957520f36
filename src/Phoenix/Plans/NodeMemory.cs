namespace Phoenix.Plans;

/// <summary>Memory of one machine of the platform against what the layers declare to put on it.</summary>
/// <param name="Node">The machine.</param>
/// <param name="DeclaredMiB">What the layers declare, in MiB.</param>
/// <param name="HasMiB">What it has, in MiB; null when the stack file does not say.</param>
public sealed record NodeMemory(string Node, long DeclaredMiB, long? HasMiB)
{
    /// <summary>Whether more is declared than is there.</summary>
    public bool IsShort => HasMiB is long has && DeclaredMiB > has;
}
