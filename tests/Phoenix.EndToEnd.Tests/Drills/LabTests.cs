using System.Diagnostics;
using System.Text.Json;
using Phoenix.Adapters.Processes;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>The lab by hand.</summary>
public sealed class LabTests
{
    [Fact]
    public async Task A_lab_comes_up_stays_up_and_keeps_its_data_over_a_stop()
    {
        await using LabState state = new();
        PhoenixResult missing = await state.RunAsync("lab", "psql", "--", "-Atc", "select 1");
        Assert.Equal(2, missing.ExitCode);
        Assert.Contains("there is no lab 'lab'", missing.Error, StringComparison.Ordinal);

        await UpAsync(state, "lab");
        IReadOnlyList<int> first = Servers(state, "lab");
        Assert.Equal(2, first.Count); // postmaster and S3 endpoint, though the command that started them has ended
        await UpAsync(state, "lab");
        Assert.Equal(first, Servers(state, "lab"));

        Assert.Equal("1\n", await PsqlAsync(state, "lab", "select 1"));
        await PsqlAsync(state, "lab", "create table kept as select 42 as answer");
        PhoenixResult wrong = await state.RunAsync("lab", "psql", "--", "-Atc", "select nonsense");
        Assert.Equal(5, wrong.ExitCode);

        string marker = state.Marker("lab");
        Assert.Equal(0, (await state.RunAsync("lab", "down")).ExitCode);
        Assert.Empty(LabState.Processes(marker, state.Lab("lab")));
        await UpAsync(state, "lab");
        Assert.Equal(marker, state.Marker("lab"));
        Assert.Equal("42\n", await PsqlAsync(state, "lab", "select answer from kept"));
    }

    [Fact]
    public async Task The_environment_can_be_read_by_a_shell_and_as_json_and_labs_stand_side_by_side()
    {
        await using LabState state = new();
        await UpAsync(state, "a");
        await UpAsync(state, "b");
        await PsqlAsync(state, "a", "create table only_in_a ()");
        Assert.Equal("t\n", await PsqlAsync(state, "a", "select to_regclass('only_in_a') is not null"));
        Assert.Equal("f\n", await PsqlAsync(state, "b", "select to_regclass('only_in_a') is not null"));

        PhoenixResult text = await state.RunAsync("lab", "env", "--lab", "a");
        Assert.All(text.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), l => Assert.Matches("^export [A-Z_]+='[^']*'$", l));
        Dictionary<string, string> json = JsonSerializer.Deserialize<Dictionary<string, string>>((await state.RunAsync("lab", "env", "--lab", "a", "--format", "json")).Output)!;
        Assert.Equal(text.Output, string.Concat(json.Select(v => $"export {v.Key}='{v.Value}'\n")));
        Assert.Equal("here\n", await ShellAsync($"{text.Output}\npsql -Atc \"select 'here' where to_regclass('only_in_a') is not null\""));

        string a = state.Marker("a");
        await state.DeleteAsync("a");
        Assert.DoesNotContain(ProcessTable.FindBelonging(a, []), _ => true);
        Assert.Equal(["b"], state.Labs);
        Assert.Equal("1\n", await PsqlAsync(state, "b", "select 1"));
    }

    [Fact]
    public async Task A_state_directory_that_only_root_can_enter_works_too()
    {
        Full.Only("a lab of its own");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root's servers run under another account than Phoenix itself");
        string data;
        await using (LabState state = new(hidden: true))
        {
            await UpAsync(state, "lab");
            data = state.Lab("lab");
            Assert.StartsWith("/var/lib/phoenix/labs/", data, StringComparison.Ordinal);
            Assert.Equal("1\n", await PsqlAsync(state, "lab", "select 1"));
            await state.DeleteAsync("lab");

            // And again, as if nothing had been.
            await UpAsync(state, "lab");
            Assert.Equal(data, state.Lab("lab"));
        }

        Assert.False(Directory.Exists(data));
    }

    private static async Task UpAsync(LabState state, string lab)
    {
        PhoenixResult up = await state.RunAsync("lab", "up", "--lab", lab);
        Assert.True(up.ExitCode == 0, up.ToString());
        Assert.Contains($"lab '{lab}' is up", up.Error, StringComparison.Ordinal);
    }

    private static async Task<string> PsqlAsync(LabState state, string lab, string sql)
    {
        PhoenixResult psql = await state.RunAsync("lab", "psql", "--lab", lab, "--", "-qAtc", sql);
        Assert.True(psql.ExitCode == 0, psql.ToString());
        return psql.Output;
    }

    private static IReadOnlyList<int> Servers(LabState state, string lab) =>
        [.. LabState.Processes(state.Marker(lab), state.Lab(lab)).Where(p => p.CommandLine.Contains(" -D ", StringComparison.Ordinal) || p.CommandLine.Contains("s3-endpoint", StringComparison.Ordinal)).Select(p => p.Pid).Order()];

    private static async Task<string> ShellAsync(string script)
    {
        using Process shell = Process.Start(new ProcessStartInfo("sh", ["-ec", script]) { RedirectStandardOutput = true })!;
        string output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
        return output;
    }
}
