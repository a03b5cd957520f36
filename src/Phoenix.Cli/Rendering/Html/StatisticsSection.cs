using System.Globalization;
using Phoenix.Execution;
using Phoenix.Statistics;

namespace Phoenix.Cli.Rendering.Html;

/// <summary>Minimum, median, 95th percentile and maximum over the cycles.</summary>
internal static class StatisticsSection
{
    public static void Write(Markup page, RunStatistics statistics)
    {
        if (statistics.Cycles == 0)
        {
            return;
        }

        page.Open("section").Element("h2", "Times over the cycles")
            .Element("p", "In seconds, by nearest rank: every figure was measured, none is interpolated. With fewer than 20 values the 95th percentile is the largest.")
            .Open("div", ("class", "wide"), ("tabindex", "0")).Open("table").Open("thead").Open("tr");
        foreach (string column in (string[])["what", "cycles", "min", "median", "p95", "max"])
        {
            page.Element("th", column, ("scope", "col"));
        }

        page.Close("tr").Close("thead").Open("tbody");
        Row(page, "RTA", statistics.Rta, statistics.Cycles);
        foreach (LayerTimes layer in statistics.Layers)
        {
            Row(page, $"{layer.Layer}, {(layer.Phase == LayerPhase.Up ? "up" : "wipe")}", layer.Seconds, statistics.Cycles);
        }

        page.Close("tbody").Close("table").Close("div").Close("section");
    }

    private static void Row(Markup page, string what, Distribution? values, int cycles)
    {
        page.Open("tr").Element("th", what, ("scope", "row")).Element("td", string.Create(CultureInfo.InvariantCulture, $"{values?.Count ?? 0} of {cycles}"));
        foreach (double? value in (double?[])[values?.Minimum, values?.Median, values?.P95, values?.Maximum])
        {
            page.Element("td", value is double known ? known.ToString("0.000", CultureInfo.InvariantCulture) : "unknown");
        }

        page.Close("tr");
    }
}
