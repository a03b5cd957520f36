namespace Phoenix.Proof.Checkers;

/// <summary>Each sentinel is there, or is not, as its place and the recovery target demand, and with its own content.</summary>
public sealed class SentinelsChecker : IChecker
{
    /// <inheritdoc/>
    public string Name => "sentinels";

    /// <inheritdoc/>
    public Finding Check(History history)
    {
        var finding = new FindingBuilder(Name);
        if (history is not { Witness: Witness witness, SentinelsFound: IReadOnlyDictionary<SentinelName, string> found })
        {
            finding.DoubtIf(history.Witness is null, "there is no witness that knows the sentinels");
            finding.DoubtIf(history.SentinelsFound is null, "the sentinels were not read");
            return finding.Build("");
        }

        IReadOnlyDictionary<SentinelName, SentinelExpectation> expectations = SentinelExpectations.For(history);
        foreach (SentinelName name in Enum.GetValues<SentinelName>())
        {
            Sentinel[] written = [.. witness.Sentinels.Where(s => s.Name == name)];
            string? content = found.GetValueOrDefault(name);
            finding.DoubtIf(written.Length > 1, $"{name} was written {written.Length} times");
            if (written.Length == 0)
            {
                finding.RefuteIf(content is not null, $"{name} is there, but was never written");
                finding.DoubtIf(SentinelExpectations.IsRequired(history, name), $"{name} was never written");
                continue;
            }

            finding.RefuteIf(content is not null && content != written[0].Content, $"{name} is there with another content");
            finding.RefuteIf(content is null && expectations[name] == SentinelExpectation.Present, $"{name} is lost");
            finding.RefuteIf(content is not null && expectations[name] == SentinelExpectation.Absent, $"{name} is there, but lies after the target");
        }

        return finding.Build(string.Join(", ", expectations.Select(e => $"{e.Key} {(found.ContainsKey(e.Key) ? "present" : "absent")} ({e.Value} expected)")));
    }
}
