using Phoenix.EndToEnd.Tests.BadInput;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Stacks;

/// <summary>Stacks of the owner's own programs, raised and destroyed by the command line.</summary>
public sealed class DeclaredStackTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("phoenix-stack-").FullName;

    private string State => Path.Combine(_folder, "state");

    private string File(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_is_raised_in_order_and_destroyed_only_when_confirmed()
    {
        Write(Layer("base", "touch $D/base"), Layer("top", "test -e $D/base && touch $D/top", needs: "base"));

        PhoenixResult created = await RunAsync("create");
        Assert.True(created.ExitCode == 0, created.ToString());
        Assert.True(System.IO.File.Exists(File("top")), created.ToString());
        Assert.Contains("milestone all after", created.Output, StringComparison.Ordinal);

        Refused.Check(await RunAsync("wipe"), 3, "not-confirmed", "--confirm example");
        Refused.Check(await RunAsync("wipe", "--confirm", "other"), 3, "not-confirmed", "'other' is not the name");
        Assert.True(System.IO.File.Exists(File("base")));

        PhoenixResult listed = await RunAsync("wipe", "--dry-run");
        Assert.Contains("layer top: is there", listed.Output, StringComparison.Ordinal);
        Assert.True(System.IO.File.Exists(File("base")));

        // Twice: the second one finds nothing.
        for (int i = 0; i < 2; i++)
        {
            PhoenixResult wiped = await RunAsync("wipe", "--confirm", "example");
            Assert.True(wiped.ExitCode == 0, wiped.ToString());
            Assert.False(System.IO.File.Exists(File("base")) || System.IO.File.Exists(File("top")));
        }
    }

    [Fact]
    public async Task A_stack_that_does_not_say_so_is_never_destroyed()
    {
        Write(Layer("base", "touch $D/base"));
        System.IO.File.WriteAllText(File("phoenix.yaml"), System.IO.File.ReadAllText(File("phoenix.yaml")).Replace("destroyable: true\n", "", StringComparison.Ordinal));

        Refused.Check(await RunAsync("wipe", "--confirm", "example"), 3, "not-confirmed", "destroyable: true");
    }

    [Fact]
    public async Task A_wipe_that_left_something_is_no_success()
    {
        Write(Layer("base", "touch $D/base", wipe: "true"));
        await RunAsync("create");

        PhoenixResult wiped = await RunAsync("wipe", "--confirm", "example");

        Assert.True(wiped.ExitCode == 5, wiped.ToString());
        Assert.Contains("the wipe left something: base", wiped.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_blocks_what_needs_it_and_a_resumed_run_raises_only_the_rest()
    {
        Write(
            Layer("base", "echo x >> $D/count && touch $D/base"), Layer("broken", "test -e $D/mended && touch $D/broken", needs: "base"),
            Layer("later", "touch $D/later", needs: "broken"), Layer("apart", "touch $D/apart"));

        PhoenixResult failed = await RunAsync("create");
        Assert.True(failed.ExitCode == 5, failed.ToString());
        Assert.Contains("layer broken", failed.Error, StringComparison.Ordinal);
        Assert.Contains("blocked by that: later", failed.Error, StringComparison.Ordinal);
        Assert.True(System.IO.File.Exists(File("apart")));
        Assert.False(System.IO.File.Exists(File("later")));

        System.IO.File.WriteAllText(File("mended"), "");
        string run = Path.GetFileName(Assert.Single(Directory.GetDirectories(Path.Combine(State, "runs"))));
        PhoenixResult resumed = await PhoenixProcess.RunAsync(State, "create", "--resume", run);
        Assert.True(resumed.ExitCode == 0, resumed.ToString());
        Assert.True(System.IO.File.Exists(File("later")));
        Assert.Equal("x\n", System.IO.File.ReadAllText(File("count")));
    }

    [Fact]
    public async Task A_resumed_run_goes_on_with_what_it_was_asked_for()
    {
        Write(Layer("broken", "test -e $D/mended && touch $D/broken"), Layer("apart", "touch $D/apart"));
        Assert.Equal(5, (await RunAsync("create", "--only", "broken")).ExitCode);
        System.IO.File.WriteAllText(File("mended"), "");
        string run = Path.GetFileName(Assert.Single(Directory.GetDirectories(Path.Combine(State, "runs"))));

        Refused.Check(await PhoenixProcess.RunAsync(State, "create", "--resume", run, "--only", "apart"), 2, "usage", "--only does not go with --resume");
        PhoenixResult resumed = await PhoenixProcess.RunAsync(State, "create", "--resume", run);

        Assert.True(resumed.ExitCode == 0, resumed.ToString());
        Assert.True(System.IO.File.Exists(File("broken")));
        Assert.False(System.IO.File.Exists(File("apart")));
    }

    [Fact]
    public async Task What_a_killed_Phoenix_left_running_is_ended_by_the_next_command()
    {
        Write(Layer("base", "echo x >> $D/count && touch $D/base"), Layer("slow", "echo $$ > $D/pid; test -e $D/go || exec sleep 600", needs: "base"));
        int pid = 0;
        using (PhoenixProcess killed = PhoenixProcess.Start(State, "create", "--stack", File("phoenix.yaml")))
        {
            await killed.PrintsAsync("layer slow: up started");
            await Condition.HoldsAsync(() => System.IO.File.Exists(File("pid")) && int.TryParse(System.IO.File.ReadAllText(File("pid")), out pid));

            killed.KillAlone();
            await killed.EndAsync();
        }

        Assert.True(IsRunning(pid));
        System.IO.File.WriteAllText(File("go"), "");
        string run = Path.GetFileName(Assert.Single(Directory.GetDirectories(Path.Combine(State, "runs"))));
        PhoenixResult resumed = await PhoenixProcess.RunAsync(State, "create", "--resume", run);

        Assert.True(resumed.ExitCode == 0, resumed.ToString());
        Assert.False(IsRunning(pid), "the program of the killed run still runs");
        Assert.Equal("x\n", System.IO.File.ReadAllText(File("count")));
    }

    [Fact]
    public async Task A_secret_reaches_the_program_and_no_record()
    {
        const string Secret = "s3cr3t-that-nobody-may-read";
        Write(Layer("base", "test ${#TOKEN} -gt 20 && echo it is $TOKEN && touch $D/base", extra: ", secrets: { TOKEN: T }"));
        System.IO.File.AppendAllText(File("phoenix.yaml"), "secrets: { T: { env: STACK_TEST_SECRET } }\n");

        using PhoenixProcess process = PhoenixProcess.Start(new Dictionary<string, string> { ["STACK_TEST_SECRET"] = Secret }, State, "create", "--stack", File("phoenix.yaml"));
        PhoenixResult created = await process.EndAsync();

        Assert.True(created.ExitCode == 0, created.ToString());
        Assert.DoesNotContain(Secret, created.ToString(), StringComparison.Ordinal);
        string[] files = Directory.GetFiles(State, "*", SearchOption.AllDirectories);
        Assert.Contains(files, f => f.EndsWith("logs/base.log", StringComparison.Ordinal) && System.IO.File.ReadAllText(f).Contains("it is [redacted]", StringComparison.Ordinal));
        Assert.DoesNotContain(files, f => System.IO.File.ReadAllText(f).Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_drill_needs_a_database_and_no_sabotage()
    {
        Write(Layer("base", "touch $D/base"));

        Refused.Check(await RunAsync("drill", "--confirm", "example"), 2, "configuration", "holds a database");
        Refused.Check(await RunAsync("drill", "--sabotage", "drop-wal"), 2, "usage", "is no lab");
        Assert.False(System.IO.File.Exists(File("base")));
    }

    private static bool IsRunning(int pid) => Adapters.Processes.ProcessTable.Find(pid) is not null;

    private Task<PhoenixResult> RunAsync(params string[] arguments) => PhoenixProcess.RunAsync(State, [.. arguments, "--stack", File("phoenix.yaml")]);

    private void Write(params string[] layers)
    {
        System.IO.File.WriteAllText(
            File("phoenix.yaml"), $"name: example\ndestroyable: true\nlayers:\n{string.Concat(layers)}milestones: {{ all: [{string.Join(", ", layers.Select(l => l.Trim().Split(':')[0]))}] }}\n");
    }

    private string Layer(string name, string up, string? wipe = null, string? needs = null, string extra = "") =>
        $"  {name}:\n    command: {{ up: [sh, -c, '{up}'], wipe: [sh, -c, '{wipe ?? $"rm -f $D/{name}"}'], exists: [test, -e, {File(name)}], env: {{ D: {_folder} }}{extra} }}\n"
        + $"    needs: [{needs}]\n    retries: 0\n";
}
