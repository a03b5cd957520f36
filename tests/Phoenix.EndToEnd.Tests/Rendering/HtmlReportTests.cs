using System.Text.RegularExpressions;
using Phoenix.Cli.Rendering.Html;
using Phoenix.Diagnosis;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Proof;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Rendering;

/// <summary>The page: what is in it, and what can never get into it.</summary>
public sealed partial class HtmlReportTests
{
    [Fact]
    public void The_page_holds_verdict_mode_figures_findings_and_what_was_not_checked()
    {
        Evidence evidence = Build(Runs.Proven(2, new Dictionary<string, string> { ["rtoSeconds"] = "60", ["cycles"] = "2" }));
        string page = HtmlReport.Render(evidence);
        string text = Text(page);
        foreach (string part in (string[])
        [
            "Proven (planned wipe; RPO not tested)", "2 of 2", "RTO 60.0 s", "Cycle 2 Proven", "12.346 s", "A expected present, found present", "7448305301987654321",
            "1 to 2", "0/3000148", "1200 acknowledged rows are there", "last-segment-listed", "000000010000000000000003 is listed", "postgresql", "15.14",
            "failure rate at most 0.776 (95 %), for wipes drawn like these", "CP-4(4)", "ISO 22301:2019, 8.5", "A1.3", "Article 12", "no proof to an auditor",
            .. evidence.NotCovered,
        ])
        {
            Assert.True(text.Contains(part, StringComparison.Ordinal), $"\"{part}\" in:\n{text}");
        }

        Assert.Contains("<td>1,205</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_needs_nothing_else()
    {
        string page = HtmlReport.Render(Build(Runs.Proven(1)));
        Assert.DoesNotMatch("(?i)<script|<link|<img|<iframe|<object|src=|href=|@import|url\\(|https?://|\\son[a-z]+=", page);
        Assert.Contains("default-src 'none'".Replace("'", "&#39;", StringComparison.Ordinal), page, StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_from_elsewhere_becomes_markup()
    {
        string harmless = HtmlReport.Render(HostileRun.Of("plain"));
        foreach (string hostile in HostileRun.Texts)
        {
            string page = HtmlReport.Render(HostileRun.Of(hostile));
            Assert.Equal(Tags(harmless), Tags(page));
            Assert.DoesNotMatch("[\u0000-\u0008\u000b-\u001f\u202a-\u202e]", page);
        }
    }

    [Fact]
    public void Every_element_is_closed_in_order()
    {
        foreach (Evidence evidence in (Evidence[])[Build(Runs.Proven(1)), Build(Runs.Proven(0)), HostileRun.Of("plain")])
        {
            Stack<string> open = [];
            foreach (Match tag in Tag().Matches(HtmlReport.Render(evidence)).Where(t => t.Groups["name"].Value is not ("meta" or "!DOCTYPE")))
            {
                if (tag.Value.StartsWith("</", StringComparison.Ordinal))
                {
                    Assert.Equal(open.Pop(), tag.Groups["name"].Value);
                }
                else
                {
                    open.Push(tag.Groups["name"].Value);
                }
            }

            Assert.Empty(open);
        }
    }

    [Fact]
    public void What_speaks_against_a_run_stands_before_what_speaks_for_it()
    {
        JournalEvent[] events = [.. Runs.Proven(2)];
        string text = Text(HtmlReport.Render(Build([.. events[..^1], new JournalEvent.FindingMade(2, new Finding("order", Verdict.Refuted, "row 7 is missing below row 9")), events[^1]])));
        Assert.StartsWith("Refuted", text, StringComparison.Ordinal);
        Assert.DoesNotContain("failure rate", text, StringComparison.Ordinal);
        Assert.InRange(text.IndexOf("cycle 2, order: Refuted: row 7 is missing below row 9", StringComparison.Ordinal), 1, text.IndexOf("Times over the cycles", StringComparison.Ordinal));
        Assert.DoesNotContain("Nothing on record", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_reached_nothing_does_not_look_clean_and_unknown_is_not_zero()
    {
        Assert.Contains("Nothing on record", Text(HtmlReport.Render(Build(Runs.Proven(1)))), StringComparison.Ordinal);
        string text = Text(HtmlReport.Render(Build(Runs.Proven(0))));
        Assert.StartsWith("Inconclusive", text, StringComparison.Ordinal);
        Assert.Contains("did not do all that it was asked for", text, StringComparison.Ordinal);
        Assert.Contains("RTA, worst unknown", text, StringComparison.Ordinal);
        Assert.Contains("RPA, rows lost unknown", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_failed_carries_what_is_known_of_it_and_says_where_nothing_is()
    {
        JournalEvent[] events = [.. Runs.Proven(1)];
        string reason = "up ended with exit code 32: ERROR: [032]: 'p' must begin with / for 'repo1-path' option";
        KnownCause known = KnownCause.In(reason)!;
        string text = Text(HtmlReport.Render(Build(
        [
            .. events[..^1],
            new JournalEvent.LayerEnded(1, "storage", LayerPhase.Up, StepState.Failed, reason, 2) { At = Runs.Begin, Explanation = known },
            new JournalEvent.StepEnded(1, "create", StepState.Failed, "nobody knows", 2) { At = Runs.Begin },
            events[^1],
        ])));

        foreach (string part in (string[])["layer storage, up failed", reason, known.What, known.Cause, known.Remedy, known.Verify, known.Source, known.Id, "step create failed", "knows nothing of it"])
        {
            Assert.True(text.Contains(part, StringComparison.Ordinal), $"\"{part}\" in:\n{text}");
        }

        Assert.DoesNotContain("What failed", Text(HtmlReport.Render(Build(events))), StringComparison.Ordinal);
    }

    private static Evidence Build(IEnumerable<JournalEvent> events) => EvidenceBuilder.Build(events, JournalHead.Empty);

    private static IEnumerable<string> Tags(string page) => Tag().Matches(page).Select(t => t.Groups["name"].Value);

    // What a person reads: the body without its tags, blanks collapsed.
    private static string Text(string page) =>
        Blanks().Replace(System.Net.WebUtility.HtmlDecode(Tag().Replace(page[page.IndexOf("<body", StringComparison.Ordinal)..], t => t.Groups["name"].Value is "span" or "strong" or "code" ? "" : " ")), " ").Trim();

    [GeneratedRegex("</?(?<name>[a-zA-Z0-9!]+)[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("\\s+")]
    private static partial Regex Blanks();
}
