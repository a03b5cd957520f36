using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Phoenix.Cli.Rendering;
using Phoenix.Diagnosis;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Proof;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Rendering;

public sealed class JUnitReportTests
{
    // What the common readers agree on: Jenkins' and GitLab's schemas, reduced to the members in use.
    private const string Schema = """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
          <xs:attributeGroup name="totals">
            <xs:attribute name="name" type="xs:string" use="required"/>
            <xs:attribute name="tests" type="xs:nonNegativeInteger" use="required"/>
            <xs:attribute name="failures" type="xs:nonNegativeInteger" use="required"/>
            <xs:attribute name="errors" type="xs:nonNegativeInteger" use="required"/>
            <xs:attribute name="skipped" type="xs:nonNegativeInteger" use="required"/>
            <xs:attribute name="time" type="xs:decimal" use="required"/>
          </xs:attributeGroup>
          <xs:complexType name="outcome"><xs:simpleContent><xs:extension base="xs:string"><xs:attribute name="message" type="xs:string" use="required"/></xs:extension></xs:simpleContent></xs:complexType>
          <xs:element name="testsuites"><xs:complexType><xs:sequence><xs:element name="testsuite" minOccurs="1" maxOccurs="unbounded"><xs:complexType>
            <xs:sequence><xs:element name="testcase" minOccurs="1" maxOccurs="unbounded"><xs:complexType>
              <xs:choice>
                <xs:element name="failure" type="outcome"/><xs:element name="error" type="outcome"/><xs:element name="skipped" type="outcome"/><xs:element name="system-out" type="xs:string"/>
              </xs:choice>
              <xs:attribute name="classname" type="xs:string" use="required"/><xs:attribute name="name" type="xs:string" use="required"/><xs:attribute name="time" type="xs:decimal" use="required"/>
            </xs:complexType></xs:element></xs:sequence>
            <xs:attributeGroup ref="totals"/><xs:attribute name="timestamp" type="xs:dateTime" use="required"/>
          </xs:complexType></xs:element></xs:sequence><xs:attributeGroup ref="totals"/></xs:complexType></xs:element>
        </xs:schema>
        """;

    [Fact]
    public void A_proven_run_is_green_with_a_suite_a_cycle_and_a_case_a_step_and_checker()
    {
        XElement root = Valid(Build(Runs.Proven(2)));
        Assert.Equal(["cycle 1", "cycle 2", "run"], root.Elements().Select(s => s.Attribute("name")!.Value));
        Assert.Equal(["backup", "ledger", "sentinels", "verdict"], root.Elements().First().Elements().Select(c => c.Attribute("name")!.Value));
        Assert.Empty(Bad(root));
        Assert.Equal("2026-02-10T14:54:03", root.Elements().First().Attribute("timestamp")!.Value);
        Assert.Equal("3.457", root.Descendants("testcase").First().Attribute("time")!.Value);
    }

    [Fact]
    public void Refuted_is_a_failure_and_inconclusive_an_error()
    {
        JournalEvent[] events = [.. Runs.Proven(1)];
        XElement root = Valid(Build(
        [
            .. events[..^1], new JournalEvent.FindingMade(1, new Finding("order", Verdict.Refuted, "row 7 is missing")),
            new JournalEvent.FindingMade(1, new Finding("queries", Verdict.Inconclusive, "not run")), events[^1],
        ]));
        Assert.Equal(["order failure row 7 is missing", "queries error not run", "verdict failure the cycle is Refuted", "verdict failure Refuted (planned wipe; RPO not tested)"], Bad(root));
    }

    [Fact]
    public void A_run_that_is_not_proven_is_never_green()
    {
        Assert.NotEmpty(Bad(Valid(Build(Runs.Proven(0)))));
        Assert.NotEmpty(Bad(Valid(Build(Runs.Proven(1, new Dictionary<string, string> { ["cycles"] = "2" })))));
        Assert.NotEmpty(Bad(Valid(Build(Runs.Proven(1).Where(e => e is not JournalEvent.FindingMade)))));
    }

    [Fact]
    public void A_layer_and_a_step_that_failed_carry_what_is_known_of_it()
    {
        JournalEvent[] events = [.. Runs.Proven(1)];
        KnownCause known = KnownCause.In("ERROR: [032]: 'p' must begin with / for 'repo1-path' option")!;
        XElement root = Valid(Build(
        [
            .. events[..^1],
            new JournalEvent.LayerEnded(1, "storage", LayerPhase.Up, StepState.Failed, "exit code 32", 2) { At = Runs.Begin, Explanation = known },
            new JournalEvent.StepEnded(1, "create", StepState.Failed, "exit code 32", 2) { At = Runs.Begin, Explanation = known },
            new JournalEvent.LayerEnded(1, "other", LayerPhase.Wipe, StepState.Failed, "nobody knows", 2) { At = Runs.Begin },
            events[^1],
        ]));

        Dictionary<string, XElement> errors = root.Descendants("error").Where(e => e.Parent!.Attribute("name")!.Value != "verdict").ToDictionary(e => e.Parent!.Attribute("name")!.Value);
        Assert.Equal(["create", "other wipe", "storage up"], errors.Keys.Order());
        Assert.All(["create", "storage up"], name =>
            Assert.All([known.Id, known.What, known.Cause, known.Remedy, known.Verify, known.Source], part => Assert.Contains(part, errors[name].Value, StringComparison.Ordinal)));
        Assert.Equal("", errors["other wipe"].Value);
    }

    [Fact]
    public void Whatever_tools_called_things_the_document_stays_whole()
    {
        string[] expected = Shape(Valid(HostileRun.Of("plain")));
        Assert.All(HostileRun.Texts, t => Assert.Equal(expected, Shape(Valid(HostileRun.Of(t)))));
        Valid(HostileRun.Of("\ud800 half a pair"));
    }

    private static string[] Shape(XElement root) => [.. root.DescendantsAndSelf().Select(e => e.Name.LocalName)];

    private static IEnumerable<string> Bad(XElement root) => root.Descendants("testcase")
        .SelectMany(c => c.Elements().Where(e => e.Name.LocalName is "failure" or "error").Select(e => $"{c.Attribute("name")!.Value} {e.Name.LocalName} {e.Attribute("message")!.Value}"));

    private static Evidence Build(IEnumerable<JournalEvent> events) => EvidenceBuilder.Build(events, JournalHead.Empty);

    private static XElement Valid(Evidence evidence)
    {
        using MemoryStream stream = new(JUnitReport.Render(evidence));
        XDocument document = XDocument.Load(stream);
        XmlSchemaSet schemas = new();
        using StringReader schema = new(Schema);
        using XmlReader reader = XmlReader.Create(schema);
        schemas.Add(null, reader);
        document.Validate(schemas, (_, e) => Assert.Fail(e.Message));
        foreach (XElement suite in document.Root!.Elements().Append(document.Root))
        {
            XElement[] cases = [.. suite.Descendants("testcase")];
            Assert.Equal(cases.Length, Number(suite, "tests"));
            Assert.Equal(cases.Count(c => c.Element("failure") is not null), Number(suite, "failures"));
            Assert.Equal(cases.Count(c => c.Element("error") is not null), Number(suite, "errors"));
            Assert.Equal(cases.Count(c => c.Element("skipped") is not null), Number(suite, "skipped"));
        }

        return document.Root;
    }

    private static int Number(XElement element, string attribute) => int.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
