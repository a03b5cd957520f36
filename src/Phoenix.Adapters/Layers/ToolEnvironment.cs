using System.Globalization;
using System.Text;

namespace Phoenix.Adapters.Layers;

/// <summary>Variables of a tool's environment, and what of them must not be shown.</summary>
/// <param name="Variables">Name to value.</param>
/// <param name="Secrets">Every secret that is known, for redaction.</param>
public sealed record ToolEnvironment(IReadOnlyDictionary<string, string> Variables, IReadOnlyList<string> Secrets)
{
    // A record prints every member by itself: the values must not be among them.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"Variables = {string.Join(", ", Variables.Keys)}");
        return true;
    }
}
