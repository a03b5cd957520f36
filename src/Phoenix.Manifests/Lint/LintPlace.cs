using System.Globalization;

namespace Phoenix.Manifests.Lint;

/// <summary>A place in a file.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Length">How many characters the caret underlines; 0 when that is not known.</param>
public sealed record LintPlace(LintFile File, int Line, int Column, int Length = 0)
{
    /// <summary><c>file:line:column</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File.Path}:{Line}:{Column}");
}
