using System.Text;
using System.Text.RegularExpressions;
using Phoenix.Errors;

namespace Phoenix.Stacks;

/// <summary>Text of a stack file in which <c>${layer.output}</c> stands for an output of another layer; <c>$${</c> is a literal <c>${</c>.</summary>
/// <param name="Text">The text as it is written.</param>
public sealed partial record ValueTemplate(string Text)
{
    /// <summary>The references in it, in order, each once.</summary>
    public IReadOnlyList<(string Layer, string Output)> References =>
        [.. Reference().Matches(Text).Where(m => m.Groups["layer"].Success).Select(m => (m.Groups["layer"].Value, m.Groups["output"].Value)).Distinct()];

    /// <summary>Puts the outputs in.</summary>
    /// <param name="find">Gives an output; null when the layer has no such output.</param>
    /// <returns>The text, and whether a sensitive output went into it.</returns>
    /// <exception cref="PhoenixException">Configuration: an output is not there, by name.</exception>
    public (string Value, bool Sensitive) Resolve(Func<string, string, LayerOutput?> find)
    {
        bool sensitive = false;
        StringBuilder text = new();
        int from = 0;
        foreach (Match match in Reference().Matches(Text))
        {
            text.Append(Text, from, match.Index - from);
            from = match.Index + match.Length;
            if (!match.Groups["layer"].Success)
            {
                text.Append("${");
                continue;
            }

            (string layer, string name) = (match.Groups["layer"].Value, match.Groups["output"].Value);
            LayerOutput output = find(layer, name) ?? throw new PhoenixException(
                ErrorCode.Configuration, $"layer '{layer}' has no output '{name}'", $"look at the outputs of '{layer}', or correct '{Text}' in the stack file");
            sensitive |= output.Sensitive;
            text.Append(output.Value);
        }

        return (text.Append(Text, from, Text.Length - from).ToString(), sensitive);
    }

    /// <summary>The text as it is written.</summary>
    public override string ToString() => Text;

    [GeneratedRegex(@"\$\$\{|\$\{(?<layer>[a-z][a-z0-9_-]*)\.(?<output>[A-Za-z_][A-Za-z0-9_-]*)\}")]
    private static partial Regex Reference();
}
