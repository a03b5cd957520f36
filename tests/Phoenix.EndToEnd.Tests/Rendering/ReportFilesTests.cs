using System.Xml.Linq;
using Phoenix.Errors;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Rendering;

/// <summary><c>phoenix report --html</c> and <c>--junit</c>, through the command line.</summary>
public sealed class ReportFilesTests : IDisposable
{
    private readonly SealedRuns _runs = new();

    public void Dispose() => _runs.Dispose();

    [Fact]
    public void Both_files_are_written_where_they_were_asked_for()
    {
        string run = _runs.Add();
        string html = Path.Combine(_runs.Root, "a.html");
        string junit = Path.Combine(_runs.Root, "a.xml");
        Assert.Equal((0, ""), _runs.Invoke("report", run, "--html", html, "--junit", junit));
        Assert.Contains($"Run {run} on stack lab", File.ReadAllText(html), StringComparison.Ordinal);
        Assert.Equal($"phoenix {run}", XDocument.Load(junit).Root!.Attribute("name")!.Value);
    }

    [Fact]
    public void No_page_is_made_from_evidence_that_was_altered_and_none_where_nothing_can_be_written()
    {
        string run = _runs.Add();
        string html = Path.Combine(_runs.Root, "a.html");
        Assert.Equal(ErrorCode.Usage, Assert.Throws<PhoenixException>(() => _runs.Invoke("report", run, "--html", Path.Combine(html, "b"))).Code);
        File.AppendAllText(_runs.File(run, "evidence.json"), " ");
        Assert.Equal(ErrorCode.RecordDamaged, Assert.Throws<PhoenixException>(() => _runs.Invoke("report", run, "--html", html)).Code);
        Assert.False(File.Exists(html));
    }
}
