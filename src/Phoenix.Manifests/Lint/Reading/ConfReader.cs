using System.Text.RegularExpressions;

namespace Phoenix.Manifests.Lint.Reading;

/// <summary>Reads a text in the format of pgbackrest.conf, line by line: a section, an option, a comment, or something odd.</summary>
internal static partial class ConfReader
{
    /// <summary>Whether a text is one: it has a section of pgBackRest's, or an option of a repository or a cluster.</summary>
    public static bool LooksLike(string text) => Telling().IsMatch(text);

    /// <summary>Reads a text.</summary>
    /// <param name="owner">The object that holds it; null for a file.</param>
    /// <param name="key">Its key in the object, or the file's name.</param>
    /// <param name="at">Where it begins.</param>
    /// <param name="text">The text.</param>
    /// <param name="map">Where its lines stand in the file.</param>
    public static ConfText Read(Manifest? owner, string key, LintPlace at, string text, ConfLines map)
    {
        List<ConfOption> options = [];
        List<(string, LintPlace)> sections = [];
        List<(string, LintPlace)> odd = [];
        string section = "";
        int start = 0;
        for (int number = 0; start < text.Length; number++)
        {
            int end = text.IndexOf('\n', start);
            int next = end < 0 ? text.Length : end + 1;
            string line = text[start..(end < 0 ? text.Length : end)].TrimEnd('\r');
            string trimmed = line.Trim();
            int indent = line.Length - line.TrimStart().Length;
            if (trimmed.StartsWith('[') && trimmed.EndsWith(']'))
            {
                section = trimmed[1..^1].Trim();
                sections.Add((section, map.Place(number, indent, trimmed.Length)));
            }
            else if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and int equals && trimmed[0] is not '#')
            {
                options.Add(Option(section, line, equals, number, map));
            }
            else if (trimmed.Length > 0 && trimmed[0] is not '#')
            {
                odd.Add((trimmed, map.Place(number, indent, trimmed.Length)));
            }

            start = next;
        }

        return new ConfText(owner, key, at, options, sections) { Odd = odd };
    }

    private static ConfOption Option(string section, string line, int equals, int number, ConfLines map)
    {
        string name = line[..equals].Trim();
        string raw = line[(equals + 1)..];
        string value = raw.Trim();
        int valueAt = equals + 1 + (raw.Length - raw.TrimStart().Length);
        int nameAt = line.Length - line.TrimStart().Length;
        return new ConfOption(section, name, value, map.Place(number, nameAt, name.Length), map.Place(number, valueAt, value.Length))
        {
            ValueStart = map.Offset(number, valueAt),
            LineStart = map.LineStart(number),
            LineEnd = map.LineEnd(number),
        };
    }

    [GeneratedRegex(@"^[ \t]*(\[global(:[a-z-]+)?\]|(repo|pg)[0-9]{1,3}-[a-z0-9-]+[ \t]*=)", RegexOptions.Multiline, 2000)]
    private static partial Regex Telling();
}
