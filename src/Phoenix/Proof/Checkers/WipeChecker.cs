namespace Phoenix.Proof.Checkers;

/// <summary>Every layer was shown to be gone, and nothing reached the repository after the cut.</summary>
public sealed class WipeChecker : IChecker
{
    /// <inheritdoc/>
    public string Name => "wipe";

    /// <inheritdoc/>
    public Finding Check(History history)
    {
        var finding = new FindingBuilder(Name);
        if (history.Wipe is not WipeObservation wipe)
        {
            finding.Doubt("the wipe was not observed");
            return finding.Build("");
        }

        finding.DoubtIf(wipe.Layers.Count == 0, "no layer was looked at");
        foreach ((string layer, bool? gone) in wipe.Layers.OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            finding.RefuteIf(gone == false, $"layer {layer} is still there");
            finding.DoubtIf(gone is null, $"layer {layer} is unverified: it has no probe");
        }

        bool listed = wipe.RepositoryAtCutOff.Length > 0 && wipe.RepositoryAfter.Length > 0;
        finding.DoubtIf(!listed, "the repository was not listed at the cut and after it");
        finding.RefuteIf(listed && wipe.RepositoryAtCutOff != wipe.RepositoryAfter, "the repository changed after the stack was cut off");
        finding.DoubtIf(wipe.CutOffAt < wipe.StartedAt || wipe.EndedAt < wipe.CutOffAt, "the wipe's times do not follow each other");
        if (!wipe.CredentialsCut)
        {
            finding.Leave("writes to the repository before the last machine was gone (credentials were not cut)");
        }

        return finding.Build($"{wipe.Layers.Count} layers are gone, the repository is as it was at {wipe.CutOffAt:O}");
    }
}
