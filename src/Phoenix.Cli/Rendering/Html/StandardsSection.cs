using Phoenix.Journal;

namespace Phoenix.Cli.Rendering.Html;

/// <summary>The field's terms with this run's values, and what the run does and does not evidence of clauses that ask for such a test.</summary>
internal static class StandardsSection
{
    public static void Write(Markup page, Evidence evidence)
    {
        page.Open("section").Element("h2", "In the field's terms").Open("dl", ("class", "findings"));
        Term(page, "RTO, recovery time objective", evidence.Objectives.RtoSeconds is double rto ? Wording.Seconds(rto) : "none was set, so none was tested");
        Term(page, "RTA, recovery time actual", "from the wipe's start to the first verified read and write; measured in each cycle");
        Term(page, "RPO, recovery point objective", evidence.Objectives.Rpo == "report" ? "none was set; the loss is reported" : evidence.Objectives.Rpo);
        Term(page, "RPA, recovery point actual", "acknowledged commits that were lost, in rows, bytes of WAL and seconds; measured in each cycle");
        page.Close("dl")
            .Element("p", $"Which clauses ask for a test like this one, and how far this record goes. It is about stack \"{evidence.Stack}\" at that time and about nothing else; whether a clause is met is for the assessor.")
            .Open("div", ("class", "clauses"));
        foreach (StandardClause clause in StandardClause.All)
        {
            page.Open("article").Element("h3", clause.Name).Element("p", clause.Asks)
                .Open("p").Element("strong", "This run shows: ").Text(clause.Shows).Close("p")
                .Open("p").Element("strong", "It does not show: ").Text(clause.Lacks).Close("p").Close("article");
        }

        page.Close("div").Close("section");
    }

    private static void Term(Markup page, string term, string meaning) => page.Open("div").Element("dt", term).Element("dd", meaning).Close("div");
}
