using System.Text.Json;
using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Rendering;

/// <summary><c>phoenix report --statistics</c>, through the command line.</summary>
public sealed class ReportStatisticsTests : IDisposable
{
    private readonly SealedRuns _runs = new();

    public void Dispose() => _runs.Dispose();

    [Fact]
    public void Json_has_every_figure_that_the_text_has()
    {
        string run = _runs.Add(Runs.Proven(3));
        using JsonDocument json = JsonDocument.Parse(_runs.Invoke("report", run, "--statistics", "--format", "json").Output);
        JsonElement root = json.RootElement;
        Assert.Equal(["runId", "verdict", "mode", "cycles", "rtaSeconds", "layers", "failureRateBound"], root.EnumerateObject().Select(m => m.Name));
        Assert.Equal(run, root.GetProperty("runId").GetString());
        Assert.Equal(("Proven", "planned wipe; RPO not tested"), (root.GetProperty("verdict").GetString(), root.GetProperty("mode").GetString()));
        Assert.Equal(3, root.GetProperty("cycles").GetInt32());
        Assert.Equal("""{"count":3,"minimum":12.346,"median":12.346,"p95":12.346,"maximum":12.346}""", JsonSerializer.Serialize(root.GetProperty("rtaSeconds")));
        Assert.Equal(
            """[{"name":"database","phase":"wipe","seconds":{"count":3,"minimum":0.5,"median":0.5,"p95":0.5,"maximum":0.5}},{"name":"database","phase":"up","seconds":{"count":3,"minimum":6.25,"median":6.25,"p95":6.25,"maximum":6.25}}]""",
            JsonSerializer.Serialize(root.GetProperty("layers")));
        Assert.Equal(0.632, root.GetProperty("failureRateBound").GetDouble(), 3);

        string text = _runs.Invoke("report", run, "--statistics").Output;
        Assert.StartsWith($"Proven (planned wipe; RPO not tested)\nrun {run}, over 3 cycles\n", text, StringComparison.Ordinal);
        Assert.Contains("database wipe", text, StringComparison.Ordinal);
        Assert.Contains("failure rate at most 0.632", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_known_is_null_and_not_left_out()
    {
        _runs.Add(Runs.Proven(2).Where(e => e is not JournalEvent.CycleReported and not JournalEvent.VerdictReached { Cycle: 2 } and not JournalEvent.FindingMade { Cycle: 2 }));
        using JsonDocument json = JsonDocument.Parse(_runs.Invoke("report", "--statistics", "--format", "json").Output);
        Assert.Equal(2, json.RootElement.GetProperty("cycles").GetInt32());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("rtaSeconds").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("failureRateBound").ValueKind);
    }

    [Fact]
    public void Altered_evidence_has_no_statistics_and_a_file_is_another_request()
    {
        string run = _runs.Add();
        string html = Path.Combine(_runs.Root, "a.html");
        Assert.Equal(ErrorCode.Usage, Assert.Throws<PhoenixException>(() => _runs.Invoke("report", "--statistics", "--html", html)).Code);
        Assert.False(File.Exists(html));
        File.AppendAllText(_runs.File(run, "evidence.json"), " ");
        Assert.Equal(ErrorCode.RecordDamaged, Assert.Throws<PhoenixException>(() => _runs.Invoke("report", "--statistics", "--format", "json")).Code);
    }
}
