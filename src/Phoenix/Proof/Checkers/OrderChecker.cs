namespace Phoenix.Proof.Checkers;

/// <summary>If a was acknowledged before b was sent and b is present, a is present; so no writer has a hole below a present row.</summary>
public sealed class OrderChecker : IChecker
{
    /// <inheritdoc/>
    public string Name => "order";

    /// <inheritdoc/>
    public Finding Check(History history)
    {
        var finding = new FindingBuilder(Name);
        if (history.Ledger is not Ledger ledger)
        {
            finding.Doubt("the ledger or the server's rows were not read");
            return finding.Build("");
        }

        finding.DoubtIf(ledger.Present == 0, "no row is present");
        OrderViolations violations = OrderViolations.Find(ledger);
        finding.RefuteIf(violations.Count > 0, $"{violations.Count} absent rows were acknowledged before a row was sent that is present, the first {violations.First}");
        return finding.Build($"none of {ledger.Lost} absent acknowledged rows comes before one of {ledger.Present} present ones");
    }
}
