using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.EndToEnd.Tests.Launcher;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Stacks;

/// <summary>The example with two Terraform modules and a lab's database, as somebody would try it: on the real <c>terraform</c>.</summary>
public sealed class TerraformExampleTests
{
    [Fact]
    public async Task It_is_planned_raised_drilled_twice_and_wiped()
    {
        Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(d => File.Exists(Path.Combine(d, "terraform"))), "terraform is not in PATH");
        Full.Only("a drill of two cycles on a stack of Terraform modules");
        await using LabState state = new();
        string example = Path.Combine(state.Folder, "example");
        foreach (string file in (string[])["phoenix.yaml", "platform/main.tf", "networking/main.tf"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(example, file))!);
            File.Copy(Path.Combine(Script.Root, "examples", "terraform", file), Path.Combine(example, file));
        }

        Task<PhoenixResult> RunAsync(params string[] arguments) => PhoenixProcess.RunAsync(state.Folder, [.. arguments, "--stack", Path.Combine(example, "phoenix.yaml")]);
        PhoenixResult graph = await RunAsync("plan", "--format", "mermaid");
        Assert.True(graph.ExitCode == 0, graph.ToString());
        Assert.Contains("[\"platform<br/>terraform\"]", graph.Output, StringComparison.Ordinal);

        PhoenixResult created = await RunAsync("create");
        Assert.True(created.ExitCode == 0, created.ToString());
        PhoenixResult plan = await RunAsync("plan");
        Assert.Contains("terraform_data terraform_data.", plan.Output, StringComparison.Ordinal);
        Assert.Contains("(n=1)", plan.Output, StringComparison.Ordinal);

        PhoenixResult drilled = await RunAsync("drill", "--confirm", "example", "--cycles", "2", "--load-seconds", "1");
        Assert.True(drilled.ExitCode == 0, drilled.ToString());
        Assert.StartsWith("Proven", drilled.Output, StringComparison.Ordinal);

        // Twice: on nothing it finds nothing.
        for (int i = 0; i < 2; i++)
        {
            PhoenixResult wiped = await RunAsync("wipe", "--confirm", "example");
            Assert.True(wiped.ExitCode == 0, wiped.ToString());
        }

        PhoenixResult gone = await RunAsync("plan");
        Assert.DoesNotContain(": is there", gone.Output, StringComparison.Ordinal);
    }
}
