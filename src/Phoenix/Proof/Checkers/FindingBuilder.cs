namespace Phoenix.Proof.Checkers;

/// <summary>Collects what a checker saw; the worst of it is its verdict.</summary>
internal sealed class FindingBuilder(string checker)
{
    private readonly List<string> _refuted = [];
    private readonly List<string> _doubts = [];
    private readonly List<string> _notCovered = [];

    /// <summary>Looked at, and it does not hold.</summary>
    public void Refute(string reason) => _refuted.Add(reason);

    /// <summary>Could not be looked at, or tells too little.</summary>
    public void Doubt(string reason) => _doubts.Add(reason);

    /// <summary>Refutes when <paramref name="wrong"/>.</summary>
    public void RefuteIf(bool wrong, string reason)
    {
        if (wrong)
        {
            Refute(reason);
        }
    }

    /// <summary>Doubts when <paramref name="unknown"/>.</summary>
    public void DoubtIf(bool unknown, string reason)
    {
        if (unknown)
        {
            Doubt(reason);
        }
    }

    /// <summary>Takes over a verdict that was reached elsewhere.</summary>
    public void Take((Verdict Verdict, string Reason)? judged)
    {
        if (judged is var (verdict, reason))
        {
            (verdict == Verdict.Refuted ? _refuted : _doubts).Add(reason);
        }
    }

    /// <summary>States what was not looked at.</summary>
    public void Leave(string phrase) => _notCovered.Add(phrase);

    /// <summary>The finding; <paramref name="proven"/> is its detail when nothing speaks against it.</summary>
    public Finding Build(string proven) => this switch
    {
        { _refuted.Count: > 0 } => new Finding(checker, Verdict.Refuted, string.Join("; ", _refuted.Concat(_doubts)), _notCovered),
        { _doubts.Count: > 0 } => new Finding(checker, Verdict.Inconclusive, string.Join("; ", _doubts), _notCovered),
        _ => new Finding(checker, Verdict.Proven, proven, _notCovered),
    };
}
