namespace Phoenix.Manifests.Lint;

/// <summary>One line <c>name=value</c> of a pgbackrest.conf.</summary>
/// <param name="Section">The section as it is written, without brackets: <c>global</c>, <c>global:archive-push</c>, <c>db</c>; empty before the first.</param>
/// <param name="Name">The option's name.</param>
/// <param name="Value">Its value.</param>
/// <param name="At">The place of the name.</param>
/// <param name="ValueAt">The place of the value.</param>
public sealed record ConfOption(string Section, string Name, string Value, LintPlace At, LintPlace ValueAt)
{
    /// <summary>Where the value begins in the file's text; -1 when it does not stand there as it is (base64, an escaped or a folded scalar).</summary>
    public int ValueStart { get; init; } = -1;

    /// <summary>Where the line begins in the file's text; -1 as <see cref="ValueStart"/>.</summary>
    public int LineStart { get; init; } = -1;

    /// <summary>Where the next line begins in the file's text; -1 as <see cref="ValueStart"/>.</summary>
    public int LineEnd { get; init; } = -1;

    /// <summary>A fix that writes another value; null when that is not certain.</summary>
    public LintFix? Replace(string value) => ValueStart < 0 ? null : new LintFix(At.File, ValueStart, ValueStart + Value.Length, value);

    /// <summary>A fix that removes the whole line; null when that is not certain.</summary>
    public LintFix? Remove() => LineStart < 0 ? null : new LintFix(At.File, LineStart, LineEnd, "");
}
