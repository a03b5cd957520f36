using System.Globalization;
using Phoenix.Journal;

namespace Phoenix.Cli.Rendering.Html;

/// <summary>What clients sent, what they were told, and what the reborn server holds.</summary>
internal static class LedgerSection
{
    public static void Write(Markup page, Evidence evidence)
    {
        if (evidence.Cycles.Count == 0)
        {
            return;
        }

        page.Open("section").Element("h2", "Ledger")
            .Element("p", "Rows. Lost: acknowledged, and absent though they had to be present. Unexpected: present, though failed, never attempted, or after the target. In doubt: either way, but whole.")
            .Open("div", ("class", "wide"), ("tabindex", "0")).Open("table").Open("thead").Open("tr");
        foreach (string column in (string[])["cycle", "attempted", "acknowledged", "failed", "in doubt", "present", "lost", "unexpected", "RPA"])
        {
            page.Element("th", column, ("scope", "col"));
        }

        page.Close("tr").Close("thead").Open("tbody");
        foreach (EvidenceCycle cycle in evidence.Cycles)
        {
            LedgerCounts? l = cycle.Ledger;
            page.Open("tr").Element("th", cycle.N.ToString(CultureInfo.InvariantCulture), ("scope", "row"));
            foreach (long? count in (long?[])[l?.Attempted, l?.Acknowledged, l?.Failed, l?.InDoubt, l?.Present])
            {
                page.Element("td", Wording.Count(count));
            }

            Bad(page, l?.Lost);
            Bad(page, l?.Unexpected);
            page.Element("td", cycle.Rpa is { } rpa ? $"{Wording.Count(rpa.Rows)} rows, {Wording.Count(rpa.WalBytes)} bytes of WAL, {Wording.Seconds(rpa.Seconds)}" : "unknown", ("class", "words")).Close("tr");
        }

        page.Close("tbody").Close("table").Close("div").Close("section");
    }

    private static void Bad(Markup page, long? count) => page.Element("td", Wording.Count(count), ("class", count > 0 ? "refuted" : "plain"));
}
