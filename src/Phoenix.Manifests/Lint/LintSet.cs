namespace Phoenix.Manifests.Lint;

/// <summary>All that was read: what the rules look at.</summary>
/// <param name="manifests">The objects, as they will be applied.</param>
/// <param name="confs">The texts in the format of pgbackrest.conf, those inside of objects too.</param>
/// <param name="stacks">The stack files.</param>
/// <param name="notes">What the reading itself found.</param>
/// <param name="seesAll">Whether a whole tree was read and nothing in it was left out.</param>
public sealed class LintSet(IReadOnlyList<Manifest> manifests, IReadOnlyList<ConfText> confs, IReadOnlyList<LintStack> stacks, IReadOnlyList<LintNote> notes, bool seesAll)
{
    private readonly ILookup<string, Manifest> byKind = manifests.ToLookup(m => m.Kind, StringComparer.Ordinal);
    private readonly ILookup<string, Manifest> byName = manifests.ToLookup(m => $"{m.Kind}/{m.Name}", StringComparer.Ordinal);

    private readonly ILookup<Manifest, ConfText> byOwner = confs.Where(c => c.Owner is not null).ToLookup(c => c.Owner!);

    /// <summary>The objects, in order of their files.</summary>
    public IReadOnlyList<Manifest> Manifests { get; } = manifests;

    /// <summary>The texts in the format of pgbackrest.conf.</summary>
    public IReadOnlyList<ConfText> Confs { get; } = confs;

    /// <summary>The stack files.</summary>
    public IReadOnlyList<LintStack> Stacks { get; } = stacks;

    /// <summary>What the reading itself found.</summary>
    public IReadOnlyList<LintNote> Notes { get; } = notes;

    /// <summary>
    /// Whether a whole tree (a folder, a revision) was read and nothing was left out. Only then can a rule conclude from an object's absence; of a single file nobody knows what is beside it.
    /// </summary>
    public bool SeesAll { get; } = seesAll;

    /// <summary>The comments that accept findings.</summary>
    public IReadOnlyList<LintSuppression> Suppressions { get; init; } = [];

    /// <summary>How many files were looked into.</summary>
    public int Files { get; init; }

    /// <summary>The objects of a kind, in whatever version.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="group">The API group; null for any.</param>
    public IEnumerable<Manifest> OfKind(string kind, string? group = null) => group is null ? byKind[kind] : byKind[kind].Where(m => m.Group == group);

    /// <summary>The objects of that kind and name; an object that names no namespace counts for each one.</summary>
    public IEnumerable<Manifest> Named(string kind, string? space, string name) => byName[$"{kind}/{name}"].Where(m => m.Namespace is null || space is null || m.Namespace == space);

    /// <summary>The texts that an object holds.</summary>
    public IEnumerable<ConfText> ConfsOf(Manifest owner) => byOwner[owner];
}
