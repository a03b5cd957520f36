using System.Globalization;
using System.Text;
using System.Xml;
using Phoenix.Diagnosis;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Proof;

namespace Phoenix.Cli.Rendering;

/// <summary>
/// The evidence of a run as JUnit XML, for servers that show tests: a suite for each cycle and one for the run. It is green only when the verdict is
/// Proven: Refuted is a failure, Inconclusive an error.
/// </summary>
public static class JUnitReport
{
    /// <summary>Name of the file in a run's folder.</summary>
    public const string FileName = "junit.xml";

    /// <summary>Makes the document, in UTF-8.</summary>
    public static byte[] Render(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        List<Suite> suites = [.. evidence.Cycles.Select(c => Cycle(evidence, c)), Run(evidence)];
        using MemoryStream buffer = new();
        using (XmlWriter xml = XmlWriter.Create(buffer, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) }))
        {
            xml.WriteStartElement("testsuites");
            Attribute(xml, "name", $"phoenix {evidence.RunId}");
            Totals(xml, [.. suites.SelectMany(s => s.Cases)]);
            foreach (Suite suite in suites)
            {
                Write(xml, suite);
            }

            xml.WriteEndElement();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static Suite Cycle(Evidence evidence, EvidenceCycle cycle)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"cycle {cycle.N}");
        string prefix = $"phoenix.{evidence.Stack}.{name.Replace(' ', '-')}";
        return new Suite(
            name,
            cycle.Steps.Count == 0 ? evidence.StartedAt : cycle.Steps.Min(s => s.StartedAt),
            [
                .. cycle.Steps.Select(s => new Case($"{prefix}.steps", s.Name, s.Seconds, Outcome(s.State), s.Reason ?? s.State.ToString()) { Known = s.Explanation }),
                // What a step raised or destroyed is in its own case; a layer has one where it did not end well.
                .. cycle.Layers.Where(l => l.State != StepState.Succeeded)
                    .Select(l => new Case($"{prefix}.layers", $"{l.Name} {(l.Phase == LayerPhase.Up ? "up" : "wipe")}", l.Seconds, Outcome(l.State), l.Reason ?? l.State.ToString()) { Known = l.Explanation }),
                .. cycle.Findings.Select(f => new Case($"{prefix}.checkers", f.Checker, null, Outcome(f.Verdict), f.Detail)),
                // No checker may have looked, or the drill may have reached a worse verdict than any of them.
                new Case(prefix, "verdict", null, Outcome(cycle.Verdict), $"the cycle is {cycle.Verdict}"),
            ]);
    }

    private static Suite Run(Evidence evidence) => new(
        "run",
        evidence.StartedAt,
        [new Case($"phoenix.{evidence.Stack}.run", "verdict", (evidence.FinishedAt - evidence.StartedAt).TotalSeconds, Outcome(evidence.Verdict), $"{evidence.Verdict} ({evidence.Mode})")]);

    private static string? Outcome(Verdict verdict) => verdict switch { Verdict.Proven => null, Verdict.Refuted => "failure", _ => "error" };

    private static string? Outcome(StepState state) => state switch { StepState.Succeeded => null, StepState.Blocked or StepState.Skipped => "skipped", _ => "error" };

    private static void Write(XmlWriter xml, Suite suite)
    {
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", suite.Name);
        Totals(xml, suite.Cases);
        // JUnit's own format has no offset: times are in UTC.
        Attribute(xml, "timestamp", suite.StartedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        foreach (Case test in suite.Cases)
        {
            xml.WriteStartElement("testcase");
            Attribute(xml, "classname", test.ClassName);
            Attribute(xml, "name", test.Name);
            Attribute(xml, "time", Seconds(test.Seconds ?? 0));
            if (test.Outcome is not null)
            {
                xml.WriteStartElement(test.Outcome);
                Attribute(xml, "message", test.Detail);
                if (test.Known is { } known)
                {
                    xml.WriteString(Legal($"known: {known.Id}\nwhat:   {known.What}\nwhy:    {known.Cause}\ndo:     {known.Remedy}\nverify: {known.Verify}\nsource: {known.Source}\n"));
                }

                xml.WriteEndElement();
            }
            else
            {
                xml.WriteElementString("system-out", Legal(test.Detail));
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Totals(XmlWriter xml, IReadOnlyList<Case> cases)
    {
        Attribute(xml, "tests", Number(cases.Count));
        Attribute(xml, "failures", Number(cases.Count(c => c.Outcome == "failure")));
        Attribute(xml, "errors", Number(cases.Count(c => c.Outcome == "error")));
        Attribute(xml, "skipped", Number(cases.Count(c => c.Outcome == "skipped")));
        Attribute(xml, "time", Seconds(cases.Where(c => c.Name != "verdict" && !c.ClassName.EndsWith(".layers", StringComparison.Ordinal)).Sum(c => c.Seconds ?? 0)));
    }

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);

    private static void Attribute(XmlWriter xml, string name, string value) => xml.WriteAttributeString(name, Legal(value));

    // XML 1.0 cannot hold most control characters at all, not even escaped, and half a surrogate pair neither.
    private static string Legal(string text) => string.Concat(text.EnumerateRunes().Select(r => r.Value < 0x10000 && !XmlConvert.IsXmlChar((char)r.Value) ? "\uFFFD" : r.ToString()));

    private sealed record Suite(string Name, DateTimeOffset StartedAt, IReadOnlyList<Case> Cases);

    private sealed record Case(string ClassName, string Name, double? Seconds, string? Outcome, string Detail)
    {
        /// <summary>What the catalogue of known failures says of it.</summary>
        public KnownCause? Known { get; init; }
    }
}
