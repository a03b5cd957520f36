namespace Phoenix.Stacks;

/// <summary>Something that a wipe destroys, by identity.</summary>
/// <param name="Kind">What it is, in the words of its system, e.g. <c>qemu</c> or <c>terraform_data</c>.</param>
/// <param name="Identity">What tells it from all others there, e.g. <c>pve1/421</c> or a resource address.</param>
/// <param name="Name">Its name for people; null when it has none beside its identity.</param>
public sealed record StackObject(string Kind, string Identity, string? Name = null)
{
    /// <summary>For plans and messages.</summary>
    public override string ToString() => Name is null ? $"{Kind} {Identity}" : $"{Kind} {Identity} ({Name})";
}
