using System.Text;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>Puts an entry into a mapping where it stands in its file.</summary>
internal static class NewEntry
{
    private static readonly HashSet<string> NotText = new(["y", "n", "yes", "no", "on", "off", "true", "false", "null"], StringComparer.OrdinalIgnoreCase);

    /// <summary>A fix that writes an entry before the first one of a mapping; null when its place in the text is not certain.</summary>
    /// <param name="manifest">The object.</param>
    /// <param name="into">The mapping.</param>
    /// <param name="entry">The entry in one line: <c>name: value</c>.</param>
    public static LintFix? Insert(Manifest manifest, YamlMapping into, string entry)
    {
        if (into.Entries.Count == 0 || into.Entries[0].Key is not { Start: >= 0, Style: YamlScalarStyle.Plain } first)
        {
            return null;
        }

        LintFile file = manifest.At(first).File;
        string text = TextOf(file);
        if (first.Start + first.Text.Length > text.Length || string.CompareOrdinal(text, first.Start, first.Text, 0, first.Text.Length) != 0)
        {
            return null;
        }

        int line = text.LastIndexOf('\n', Math.Max(0, first.Start - 1)) + 1;
        string before = text[line..first.Start];
        if (before.AsSpan().TrimEnd(' ').EndsWith("{", StringComparison.Ordinal))
        {
            return new LintFix(file, first.Start, first.Start, $"{entry}, ");
        }

        string end = line >= 2 && text[line - 2] == '\r' ? "\r\n" : "\n";
        return before.All(c => c is ' ' or '-') ? new LintFix(file, first.Start, first.Start, $"{entry}{end}{new string(' ', before.Length)}") : null;
    }

    private static string TextOf(LintFile file)
    {
        try
        {
            byte[] bytes = file.Bytes();
            return file.IsUnchanged(bytes) ? LintFile.Decode(bytes) : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            // It could be read a moment ago: without it there is no fix, and the finding stays.
            return "";
        }
    }

    /// <summary>A text as a YAML scalar that stays a text.</summary>
    public static string Scalar(string text) =>
        text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] == '/') && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.') && !NotText.Contains(text)
            ? text
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
