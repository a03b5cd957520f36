namespace Phoenix.Manifests.Lint.Rules.Reading;

/// <summary>A rule about the reading itself: the reader notes it, the rule explains it.</summary>
internal abstract class NoteRule : LintRule
{
    /// <inheritdoc/>
    public sealed override IEnumerable<LintFinding> Check(LintSet set) => set.Notes.Where(n => n.Rule == Id).Select(n => Found(n.Place, n.Message));
}
