using Xunit;

namespace Phoenix.EndToEnd.Tests.Launcher;

/// <summary>./test counts from the runner's report, and takes nothing for a result that is not one.</summary>
public sealed class TallyTests : IDisposable
{
    private const string Report =
        """
        <assemblies schema-version="3"><assembly environment="x" errors="1" failed="2" not-run="0" passed="31" skipped="1" total="34">
        <test name="A.B(x: &quot;&lt;1&gt;&quot;)" result="Skip" time="0"><reason>no &lt;aws&gt; &amp; no key</reason></test>
        <test name="A.C" result="Fail"><failure><message>&lt;assembly passed="9"</message></failure></test>
        <test name="A.D" result="Fail"><failure><message><![CDATA[Expected: <a>
        </b> ]]></message><stack-trace><![CDATA[at <message>]]></stack-trace></failure></test>
        <test name="A.E" result="Fail"><failure /></test>
        </assembly></assemblies>
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tally");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Errors_of_fixtures_count_as_failed_and_skips_and_failures_keep_their_reason()
    {
        Script run = await Tally(Report);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("T 31 3 1\nS A.B(x: \"<1>\")\tno <aws> & no key\nF A.C\t<assembly passed=\"9\"\nF A.D\tExpected: <a> </b> \nF A.E\t(no message)\n", run.Output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<assemblies></assemblies>")]
    [InlineData("<assemblies><assembly passed=\"3\" failed=\"0\" errors=\"0\" skipped=\"0\"><test name=\"A")]
    public async Task A_report_that_was_cut_short_is_no_result(string report)
    {
        Script run = await Tally(report);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("", run.Output);
    }

    private Task<Script> Tally(string report)
    {
        string path = Path.Combine(folder.FullName, "report.xml");
        File.WriteAllText(path, report);
        return Script.RunAsync([], "awk", "-f", Path.Combine(Script.Root, "eng", "tally.awk"), path);
    }
}
