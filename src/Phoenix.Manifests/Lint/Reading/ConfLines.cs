using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Reading;

/// <summary>Where the lines of a text stand in the file that holds it: a file of its own, or a block scalar of YAML.</summary>
internal sealed class ConfLines
{
    private readonly LintPlace at;
    private readonly int firstLine;
    private readonly string[] lines;
    private readonly int[] starts;
    private readonly string[] own;
    private readonly int indent;

    private ConfLines(LintPlace at, int firstLine, string[] own, string fileText, int indent)
    {
        this.at = at;
        this.firstLine = firstLine;
        this.own = own;
        this.indent = indent;
        lines = fileText.Length == 0 ? [] : fileText.Split('\n');
        starts = new int[lines.Length + 1];
        for (int i = 0; i < lines.Length; i++)
        {
            starts[i + 1] = starts[i] + lines[i].Length + 1;
        }
    }

    /// <summary>The lines of a file of its own.</summary>
    public static ConfLines OfFile(LintFile file, string text) => new(new LintPlace(file, 1, 1), 1, text.Split('\n'), text, 0);

    /// <summary>The lines of a scalar: exact where it is a block in its file, else all at the scalar's own place.</summary>
    /// <param name="at">The scalar's place.</param>
    /// <param name="scalar">The scalar.</param>
    /// <param name="fileText">The text of the file.</param>
    public static ConfLines OfScalar(LintPlace at, YamlScalar scalar, string fileText)
    {
        string[] own = scalar.Text.Split('\n');
        string[] lines = fileText.Split('\n');
        int first = Array.FindIndex(own, l => l.Trim().Length > 0);
        if (scalar.Style != YamlScalarStyle.Literal || first < 0 || scalar.Line + first >= lines.Length)
        {
            return new ConfLines(at, 0, own, "", 0);
        }

        string shown = lines[scalar.Line + first].TrimEnd('\r');
        int indent = Math.Max(0, shown.Length - shown.TrimStart(' ').Length - (own[first].Length - own[first].TrimStart(' ').Length));
        return new ConfLines(at, scalar.Line + 1, own, fileText, indent);
    }

    /// <summary>The place of a part of a line, both counted from 0.</summary>
    public LintPlace Place(int number, int column, int length) => firstLine == 0 ? at : at with { Line = firstLine + number, Column = 1 + indent + column, Length = IsExact(number) ? length : 0 };

    /// <summary>Where that is in the file's text; -1 when the line does not stand there as it is.</summary>
    public int Offset(int number, int column) => IsExact(number) ? starts[firstLine - 1 + number] + indent + column : -1;

    /// <summary>Where the line begins in the file's text; -1 when it does not stand there as it is.</summary>
    public int LineStart(int number) => IsExact(number) ? starts[firstLine - 1 + number] : -1;

    /// <summary>Where the next line begins in the file's text; -1 when the line does not stand there as it is.</summary>
    public int LineEnd(int number) => IsExact(number) ? Math.Min(starts[firstLine + number], starts[^1] - 1) : -1;

    // Variables that were filled in, and blocks that a patch put elsewhere, do not stand in the file like that.
    private bool IsExact(int number)
    {
        int line = firstLine - 1 + number;
        return firstLine > 0 && line < lines.Length && number < own.Length
            && lines[line].TrimEnd('\r').Length == indent + own[number].TrimEnd('\r').Length
            && lines[line].AsSpan(indent).TrimEnd('\r').SequenceEqual(own[number].AsSpan().TrimEnd('\r'));
    }
}
