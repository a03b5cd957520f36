using System.Text;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>One setting of pgBackRest, wherever it is written: a line of a pgbackrest.conf, or an entry under <c>global</c> of a PostgresCluster.</summary>
/// <param name="Section">The section, without brackets.</param>
/// <param name="Name">The name as it is written.</param>
/// <param name="Value">The value as it is written.</param>
/// <param name="At">The place of the name.</param>
/// <param name="ValueAt">The place of the value.</param>
internal sealed record Setting(string Section, string Name, string Value, LintPlace At, LintPlace ValueAt)
{
    private readonly Func<string, LintFix?> rewrite = _ => null;
    private readonly Func<string, LintFix?> rename = _ => null;
    private readonly Func<LintFix?> remove = () => null;

    /// <summary>The name, read.</summary>
    public OptionName Option { get; } = OptionName.Parse(Name);

    /// <summary>Whether a variable or a template in it is not filled in: what it will be is not known.</summary>
    public bool IsOpen => YamlLookup.IsOpen(Name) || YamlLookup.IsOpen(Value);

    /// <summary>Whether its value is the bare text that was meant: without quotes and comments, which have rules of their own.</summary>
    public bool IsBare => QuotedValueRule.Inside(this) is null && InlineCommentRule.Before(this) is null;

    /// <summary>Whether it stands in <c>[global]</c> or <c>[global:command]</c>.</summary>
    public bool IsGlobal => Section == "global" || Section.StartsWith("global:", StringComparison.Ordinal);

    /// <summary>The command of its section; null for none.</summary>
    public string? Command => Section.Contains(':', StringComparison.Ordinal) ? Section[(Section.IndexOf(':', StringComparison.Ordinal) + 1)..] : null;

    /// <summary>A fix that writes another value; null when that is not certain.</summary>
    public LintFix? Rewrite(string value) => rewrite(value);

    /// <summary>A fix that writes another name; null when that is not certain.</summary>
    public LintFix? Rename(string name) => rename(name);

    /// <summary>A fix that removes it; null when that is not certain.</summary>
    public LintFix? Remove() => remove();

    /// <summary>A line of a pgbackrest.conf.</summary>
    public static Setting Of(ConfOption line) => new(line.Section, line.Name, line.Value, line.At, line.ValueAt, line.Replace, name => Renamed(line, name), line.Remove);

    /// <summary>An entry under <c>global</c>.</summary>
    public static Setting Of(Manifest cluster, YamlScalar key, YamlScalar value) =>
        new("global", key.Text, value.IsNull ? "" : value.Text, cluster.At(key), cluster.At(value), text => cluster.Replace(value, text), name => cluster.Replace(key, name), () => null);

    private Setting(string section, string name, string value, LintPlace at, LintPlace valueAt, Func<string, LintFix?> rewrite, Func<string, LintFix?> rename, Func<LintFix?> remove)
        : this(section, name, value, at, valueAt)
    {
        this.rewrite = rewrite;
        this.rename = rename;
        this.remove = remove;
    }

    // The name is the first thing on its line; that is looked at before it is relied on.
    private static LintFix? Renamed(ConfOption line, string name)
    {
        if (line.LineStart < 0)
        {
            return null;
        }

        string text = TextOf(line.At.File);
        int start = line.LineStart;
        while (start < text.Length && text[start] is ' ' or '\t')
        {
            start++;
        }

        return start + line.Name.Length <= text.Length && text.AsSpan(start, line.Name.Length).SequenceEqual(line.Name) ? new LintFix(line.At.File, start, start + line.Name.Length, name) : null;
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
            // It could be read a moment ago; without it there is no fix, and the finding is the same.
            return "";
        }
    }
}
