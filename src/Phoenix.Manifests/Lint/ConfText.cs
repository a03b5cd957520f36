namespace Phoenix.Manifests.Lint;

/// <summary>A text in the format of pgbackrest.conf: a file, or an entry of a Secret, a ConfigMap or an ExternalSecret's template.</summary>
/// <param name="Owner">The object that holds it; null for a file of its own.</param>
/// <param name="Key">The key in the object (<c>s3.conf</c>), or the file's name.</param>
/// <param name="At">The place of the key, or the file's first line.</param>
/// <param name="Options">All lines with a value, in their order.</param>
/// <param name="Sections">All section lines, in their order.</param>
public sealed record ConfText(Manifest? Owner, string Key, LintPlace At, IReadOnlyList<ConfOption> Options, IReadOnlyList<(string Name, LintPlace At)> Sections)
{
    /// <summary>Lines that are no section, no comment and no option.</summary>
    public IReadOnlyList<(string Line, LintPlace At)> Odd { get; init; } = [];

    /// <summary>The options of that name, in whatever section.</summary>
    public IEnumerable<ConfOption> Named(string name) => Options.Where(o => o.Name == name);
}
