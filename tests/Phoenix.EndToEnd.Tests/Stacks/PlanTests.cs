using System.Text.Json;
using Phoenix.EndToEnd.Tests.BadInput;
using Phoenix.EndToEnd.Tests.Drills;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Stacks;

/// <summary>What <c>phoenix plan</c> says of a stack of the owner's own programs, before and after it was raised.</summary>
public sealed class PlanTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("phoenix-plan-").FullName;

    private string State => Path.Combine(_folder, "state");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_shows_the_graph_what_is_there_and_the_times_of_earlier_runs_and_touches_nothing()
    {
        Write();
        PhoenixResult before = await PlanAsync();
        Assert.True(before.ExitCode == 0, before.ToString());
        Assert.Contains("critical path (*): base -> middle -> top", before.Output, StringComparison.Ordinal);
        Assert.Contains("predicted time: unknown, no earlier run of this stack is on record", before.Output, StringComparison.Ordinal);
        Assert.Contains("  layer base: is not there", before.Output, StringComparison.Ordinal);
        Assert.Contains("  layer side: cannot be looked at: ", before.Output, StringComparison.Ordinal);
        Assert.Equal(["phoenix.yaml"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));

        for (int n = 1; n <= 2; n++)
        {
            PhoenixResult created = await RunAsync("create");
            Assert.True(created.ExitCode == 0, created.ToString());
            string[] runs = Directory.GetDirectories(Path.Combine(State, "runs"));
            using JsonDocument plan = JsonDocument.Parse((await PlanAsync("--format", "json")).Output);
            JsonElement predicted = plan.RootElement.GetProperty("predicted");
            Assert.Equal((n, false), (predicted.GetProperty("runs").GetInt32(), predicted.GetProperty("isLowerBound").GetBoolean()));
            Assert.InRange(predicted.GetProperty("seconds").GetDouble(), 0.3, 60);
            JsonElement layer = plan.RootElement.GetProperty("layers").EnumerateArray().Single(l => l.GetProperty("name").GetString() == "base");
            Assert.True(layer.GetProperty("now").GetProperty("exists").GetBoolean());
            Assert.Equal(n, layer.GetProperty("runs").GetInt32());
            Assert.Equal(runs, Directory.GetDirectories(Path.Combine(State, "runs")));
        }
    }

    [Fact]
    public async Task It_is_printed_for_Mermaid_and_Graphviz_and_without_looking()
    {
        Write();
        string mermaid = (await PlanAsync("--format", "mermaid", "--offline")).Output;
        Assert.StartsWith("flowchart TD\n", mermaid, StringComparison.Ordinal);
        Assert.Contains("    l0[\"base<br/>command\"]", mermaid, StringComparison.Ordinal);
        Assert.Contains("    l0 --> l1\n", mermaid, StringComparison.Ordinal);
        Assert.Contains("    class l0,l1,l2 critical\n", mermaid, StringComparison.Ordinal);

        string dot = (await PlanAsync("--format", "dot", "--offline")).Output;
        Assert.StartsWith("digraph \"example\" {\n", dot, StringComparison.Ordinal);
        Assert.Contains("    l0 -> l1;\n", dot, StringComparison.Ordinal);

        PhoenixResult text = await PlanAsync("--offline");
        Assert.Contains("what is there was not looked at (--offline)", text.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("is not there", text.Output, StringComparison.Ordinal);
        Refused.Check(await PlanAsync("--format", "svg"), 2, "usage", "svg");
    }

    private Task<PhoenixResult> PlanAsync(params string[] arguments) => RunAsync(["plan", .. arguments]);

    private Task<PhoenixResult> RunAsync(params string[] arguments) => PhoenixProcess.RunAsync(State, [.. arguments, "--stack", Path.Combine(_folder, "phoenix.yaml")]);

    private void Write() => File.WriteAllText(
        Path.Combine(_folder, "phoenix.yaml"),
        $$"""
        name: example
        layers:
          base: { command: { up: [sh, -c, "sleep 0.3; touch base"], exists: [test, -e, base] } }
          middle: { command: { up: [touch, middle], exists: [test, -e, middle] }, needs: [base] }
          top: { command: { up: [touch, top] }, needs: [middle] }
          side: { command: { up: [touch, side], exists: [sh, -c, "exit 3"] } }
        """);
}
