namespace Phoenix.Stacks;

/// <summary>A value that a layer gives to later ones.</summary>
/// <param name="Value">The value as text; objects and lists as JSON.</param>
/// <param name="Sensitive">Whether it must be treated as a secret: never in an argument list, a log or a record.</param>
public sealed record LayerOutput(string Value, bool Sensitive)
{
    // A record prints every member by itself: a secret must not be among them.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append(Sensitive ? "[sensitive]" : Value);
        return true;
    }
}
