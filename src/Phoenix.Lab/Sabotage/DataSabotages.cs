using Phoenix.Drills;

namespace Phoenix.Lab.Sabotage;

/// <summary>What can be wrong with data that came back.</summary>
internal static class DataSabotages
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<SabotageDefinition> All => [LostRow, PhantomRow, ReorderedCommit, TornTransfer];

    /// <summary>One acknowledged row is missing among thousands: the smallest loss there is.</summary>
    private static SabotageDefinition LostRow => new("lost-row", "one acknowledged ledger row is deleted from the reborn database", "ledger", "1 acknowledged rows are lost")
    {
        At = SabotagePoint.BeforeProof,
        Act = (lab, _, token) => lab.LabDatabase.Tampering.DeleteOneRowAsync(token),
    };

    /// <summary>Rows of another history: a rolled-back transaction that came back, or a restore that mixed two clusters' WAL.</summary>
    private static SabotageDefinition PhantomRow => new("phantom-row", "a ledger row that nobody wrote is added to the reborn database", "ledger", "NeverAttempted")
    {
        At = SabotagePoint.BeforeProof,
        Act = (lab, scene, token) => lab.LabDatabase.Tampering.AddOneRowAsync(scene.Witness.Run, scene.Witness.Cycle, token),
    };

    /// <summary>
    /// A commit is gone whole, its row and its money, while later ones are there: what storage does that acknowledges a flush and persists
    /// out of order. Sums and balances agree; only the order of acknowledgements tells.
    /// </summary>
    private static SabotageDefinition ReorderedCommit => new("reordered-commit", "one acknowledged transfer is undone in the reborn database, row and money, while later ones stay", "order", "acknowledged before a row was sent that is present")
    {
        At = SabotagePoint.BeforeProof,
        Act = (lab, _, token) => lab.LabDatabase.Tampering.TakeBackOneTransferAsync(token),
    };

    /// <summary>Half of a transaction: money moved without its ledger row, as torn pages or a backup of moving files leave it. No row is missing, and the sum of all accounts is right.</summary>
    private static SabotageDefinition TornTransfer => new("torn-transfer", "money is moved between two accounts of the reborn database without a ledger row", "balances", "its ledger rows make it")
    {
        At = SabotagePoint.BeforeProof,
        Act = (lab, _, token) => lab.LabDatabase.Tampering.MoveWithoutRowAsync(token),
    };
}
