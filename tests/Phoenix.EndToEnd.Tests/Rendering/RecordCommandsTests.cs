using System.CommandLine;
using System.Text;
using System.Text.Json;
using Phoenix.Adapters.Files;
using Phoenix.Cli.Commands;
using Phoenix.Cli.Rendering;
using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Rendering;

/// <summary><c>report</c> and <c>history</c>, through the command line.</summary>
public sealed class RecordCommandsTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("phoenix-records-");
    private readonly Option<string> _state = new("--state") { Recursive = true };
    private readonly Option<OutputFormat> _format = new("--format") { Recursive = true };

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void The_newest_run_is_reported_and_json_is_the_sealed_file_itself()
    {
        string run = Ended();
        Assert.StartsWith("Proven (planned wipe; RPO not tested)", Invoke("report"), StringComparison.Ordinal);
        Assert.Equal(Invoke("report"), Invoke("report", run));
        string json = Invoke("report", run[..15], "--format", "json");
        Assert.True(Seal.Verify(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void Evidence_that_was_altered_is_refused()
    {
        string run = Ended();
        string file = Path.Combine(_root.FullName, "runs", run, "evidence.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"lost\": 0", "\"lost\": 1", StringComparison.Ordinal));
        Assert.Equal(ErrorCode.RecordDamaged, Assert.Throws<PhoenixException>(() => Invoke("report")).Code);
    }

    [Fact]
    public void Evidence_of_another_run_is_refused()
    {
        string one = Ended();
        string two = Ended();
        string Evidence(string run) => Path.Combine(_root.FullName, "runs", run, "evidence.json");
        File.Copy(Evidence(one), Evidence(two), overwrite: true);
        Assert.Contains("is that of run", Assert.Throws<PhoenixException>(() => Invoke("report", two)).Message, StringComparison.Ordinal);
        Assert.Contains("damaged", Invoke("history"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_evidence_or_no_run_at_all_is_not_found()
    {
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<PhoenixException>(() => Invoke("report")).Code);
        using RunDirectory run = new StateDirectory(_root.FullName).CreateRun(TimeProvider.System);
        Assert.Contains("--resume", Assert.Throws<PhoenixException>(() => Invoke("report")).Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void The_history_shows_every_run_in_both_formats()
    {
        Assert.Equal("no runs\n", Invoke("history"));
        string run = Ended();
        using RunDirectory unended = new StateDirectory(_root.FullName).CreateRun(TimeProvider.System);
        string text = Invoke("history");
        Assert.Contains(run, text, StringComparison.Ordinal);
        Assert.Contains("has not ended", string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.All(text.Split('\n'), l => Assert.True(l.Length <= 80, l));

        using JsonDocument json = JsonDocument.Parse(Invoke("history", "--format", "json"));
        Assert.Equal(2, json.RootElement.GetArrayLength());
        JsonElement ended = json.RootElement.EnumerateArray().Single(r => r.GetProperty("runId").GetString() == run);
        Assert.Equal("Proven", ended.GetProperty("verdict").GetString());
        Assert.Equal(0, ended.GetProperty("rowsLost").GetInt64());
        Assert.Equal(12.346, ended.GetProperty("worstRtaSeconds").GetDouble());
    }

    private string Invoke(params string[] arguments)
    {
        RootCommand root = new() { ReportCommand.Create(_state, _format), HistoryCommand.Create(_state, _format) };
        root.Options.Add(_state);
        root.Options.Add(_format);
        StringWriter output = new();
        root.Parse([.. arguments, "--state", _root.FullName]).Invoke(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false });
        return output.ToString();
    }

    private string Ended()
    {
        StateDirectory state = new(_root.FullName);
        using RunDirectory run = state.CreateRun(TimeProvider.System);
        RunJournal journal = new(run, TimeProvider.System);
        foreach (JournalEvent e in Runs.Proven(1))
        {
            journal.Append(e is JournalEvent.RunStarted started ? started with { Run = run.Run } : e);
        }

        run.WriteFile("evidence.json", Seal.Apply(EvidenceBuilder.Build(journal.Events, journal.Head), new RunHistory(state).SealBefore(run.Name)));
        return run.Name;
    }
}
