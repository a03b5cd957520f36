namespace Phoenix.Manifests.Lint;

/// <summary>The rules of this version: each concrete <see cref="LintRule"/> of this assembly, which is never trimmed.</summary>
public static class LintRules
{
    /// <summary>All, in order of their ids.</summary>
    public static IReadOnlyList<LintRule> All { get; } =
    [
        .. typeof(LintRule).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(LintRule)))
            .Select(t => (LintRule)Activator.CreateInstance(t, nonPublic: true)!)
            .OrderBy(r => r.Id, StringComparer.Ordinal),
    ];

    /// <summary>The rule of that id; null when there is none.</summary>
    public static LintRule? Find(string id) => All.FirstOrDefault(r => r.Id == id);
}
