using System.Text;
using System.Text.RegularExpressions;

namespace Phoenix.Manifests.Import;

/// <summary>Writes what was read as a stack file, with comments.</summary>
internal static partial class StackText
{
    private static readonly string[] Reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

    /// <summary>The text of the file.</summary>
    /// <param name="name">The stack's name.</param>
    /// <param name="head">Comments at its top.</param>
    /// <param name="nodes">The layers, each after what it needs.</param>
    public static string Of(string name, IEnumerable<string> head, IReadOnlyList<ImportNode> nodes)
    {
        IReadOnlyDictionary<string, string> names = LayerNames.Of(nodes);
        var text = new StringBuilder();
        foreach (string line in head)
        {
            text.Append("# ").Append(OneLine(line)).Append('\n');
        }

        text.Append("name: ").Append(name).Append("\n# destroyable: true    # nothing can be wiped, nor drilled, until this is said\nlayers:\n");
        foreach (ImportNode node in nodes)
        {
            foreach (string remark in node.Remarks)
            {
                text.Append("  # ").Append(OneLine(remark)).Append('\n');
            }

            text.Append("  ").Append(names[node.Identity]).Append(":\n");
            foreach (string line in node.Body)
            {
                text.Append("    ").Append(line).Append('\n');
            }

            if (node.Needs.Count > 0)
            {
                text.Append("    needs: [").AppendJoin(", ", node.Needs.Select(n => names[n.Identity]).Order(StringComparer.Ordinal)).Append("]\n");
            }
        }

        return text.ToString();
    }

    /// <summary>A text as a YAML scalar: in quotes where it could be read as something else.</summary>
    public static string Quote(string text) => Plain().IsMatch(text) && !Reserved.Contains(text, StringComparer.OrdinalIgnoreCase)
        ? text
        : $"'{OneLine(text).Replace("'", "''", StringComparison.Ordinal)}'";

    // What a repository holds must not end a comment and begin a key.
    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\u0085' ? ' ' : c));

    [GeneratedRegex(@"^[A-Za-z./_][A-Za-z0-9./_-]*$(?<!\n)")]
    private static partial Regex Plain();
}
