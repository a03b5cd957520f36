namespace Phoenix.Proof;

/// <summary>Counts over all writers.</summary>
internal readonly record struct LedgerTally(long Attempted, long Acknowledged, long Failed, long InDoubt)
{
    public LedgerTally Add(WriteOutcome outcome) => outcome switch
    {
        WriteOutcome.Acknowledged => this with { Attempted = Attempted + 1, Acknowledged = Acknowledged + 1 },
        WriteOutcome.Failed => this with { Attempted = Attempted + 1, Failed = Failed + 1 },
        _ => this with { Attempted = Attempted + 1, InDoubt = InDoubt + 1 },
    };
}
