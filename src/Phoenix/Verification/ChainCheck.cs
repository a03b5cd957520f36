namespace Phoenix.Verification;

/// <summary>
/// Whether the seals of a state directory fit together around one run. Runs may overlap, so the order in which they were sealed is not always the
/// order in which they began: only what cannot have come about by overlapping is a finding.
/// </summary>
internal static class ChainCheck
{
    private const int Digits = 12;

    public static RecordCheck Of(SealedRun run, RunNeighbours neighbours)
    {
        string damaged = neighbours.Damaged.Count == 0 ? "" : $" (damaged: {string.Join(", ", neighbours.Damaged)})";
        SealedRun? before = neighbours.Earlier.FirstOrDefault(r => r.Seal.Sha256 == run.Seal.Previous);
        if (run.Seal.Previous is { } previous && before is null)
        {
            return RecordCheck.Failed(
                CheckName.Chain, $"its seal names {previous[..Math.Min(Digits, previous.Length)]} before it, and no intact earlier run has that seal: one was taken out or changed{damaged}");
        }

        // Sealed before this run began, so this run's seal had to name it or a newer one.
        SealedRun? passedOver = neighbours.Earlier.TakeWhile(r => r != before).FirstOrDefault(r => r.FinishedAt <= run.StartedAt);
        if (passedOver is not null)
        {
            return RecordCheck.Failed(
                CheckName.Chain,
                $"run {passedOver.Name} had ended before this one began, and this one was sealed to {before?.Name ?? "none"}: one of the two was put here later, or run {passedOver.Name} was sealed late with --resume");
        }

        if (neighbours.Later.FirstOrDefault(r => r.Seal.Previous == run.Seal.Sha256) is { } after)
        {
            return RecordCheck.Passed(CheckName.Chain, $"{Follows(before)}; run {after.Name} was sealed to it");
        }

        if (neighbours.Later.FirstOrDefault(r => r.StartedAt >= run.FinishedAt) is not { } next)
        {
            return RecordCheck.Passed(CheckName.Chain, $"{Follows(before)}; no later run vouches for it yet");
        }

        return neighbours.Later.Any(r => r != next && r.Seal.Sha256 == next.Seal.Previous)
            ? RecordCheck.Passed(CheckName.Chain, $"{Follows(before)}; run {next.Name} was sealed to a run that overlapped this one")
            : RecordCheck.Failed(
                CheckName.Chain,
                $"run {next.Name} began after this one had ended, and its seal names another before it: this evidence is not the one that was there then, or it was sealed late with --resume{damaged}");
    }

    private static string Follows(SealedRun? before) => before is null ? "it is the first of its state directory" : $"it follows run {before.Name}";
}
