using Phoenix.EndToEnd.Tests.Drills;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Stacks;

/// <summary>No secret of a stack is in any argument list, in what is printed, or in any file that a run leaves.</summary>
public sealed class StackSecretsTests : IDisposable
{
    // Each is spelled differently in base64, in a URL and in JSON.
    private const string FromEnvironment = "from/the+environment=\"7f3&k";
    private const string FromFile = "from/the+file=\"91d&q-0123456789";
    private const string FromCommand = "from/the+command=\"c44&z ä";
    private readonly StackPlace _place = new();
    private readonly DirectoryInfo _sources = Directory.CreateTempSubdirectory("phoenix-secrets-");
    private readonly SecretHunt _hunt = new(FromEnvironment, FromFile, FromCommand);

    public void Dispose()
    {
        _place.Dispose();
        _sources.Delete(recursive: true);
    }

    [Fact]
    public async Task A_create_and_a_wipe_leave_none_though_the_layer_prints_them()
    {
        Write("echo A is $A; echo B is $B >&2; printf %s \"C is $C\"; touch $D/base.there");

        await WatchedAsync(["create"], ["wipe", "--confirm", "example"]);

        string log = string.Concat(Directory.GetFiles(Path.Combine(_place.State, "runs"), "base.log", SearchOption.AllDirectories).Select(File.ReadAllText));
        Assert.Contains("A is [redacted]", log, StringComparison.Ordinal);
        Assert.Contains("B is [redacted]", log, StringComparison.Ordinal);
        Assert.Contains("C is [redacted]", log, StringComparison.Ordinal);
        Assert.Empty(_hunt.In(_place.State));
        Assert.True(_hunt.Looked > 5, $"{_hunt.Looked} files were looked at");
    }

    [Fact]
    public async Task A_layer_that_fails_with_them_on_its_lips_shows_none()
    {
        Write("echo cannot log in with $A and $B: $C >&2; exit 3");

        PhoenixResult failed = await RunAsync("create");

        Assert.True(failed.ExitCode == 5, failed.ToString());
        Assert.Contains("cannot log in with [redacted] and [redacted]: [redacted]", failed.Error, StringComparison.Ordinal);
        Assert.False(_hunt.IsIn(failed.ToString()), failed.ToString());
        Assert.Empty(_hunt.In(_place.State));
    }

    /// <summary>The hunt itself: leaks in each spelling are found where redaction, as it says, does not look.</summary>
    [Theory]
    [InlineData("printf %s \"$B\" | base64 -w 0", "base.log")]
    [InlineData("printf %s \"$A\" > $D/state/leak", "leak")]
    [InlineData("echo GET /?key=from%2Fthe%2Bfile%3D%2291d%26q-0123456789", "base.log")]
    public async Task A_planted_leak_is_found(string leak, string file)
    {
        Write($"{leak}; touch $D/base.there");

        PhoenixResult created = await RunAsync("create");

        Assert.True(created.ExitCode == 0, created.ToString());
        Assert.Equal([file], _hunt.In(_place.State).Select(f => Path.GetFileName(f)));
    }

    [Fact]
    public async Task A_planted_argument_is_seen()
    {
        Write("sh -c \"sleep 0.5; true\" \"$A\"; touch $D/base.there");

        SecretsWatch watch = new(_place.At("no-lab"));
        using CancellationTokenSource done = new();
        Task watching = watch.RunAsync(done.Token);
        await RunAsync("create");
        await done.CancelAsync();
        await watching;

        Assert.Contains(watch.Arguments, _hunt.IsIn);
    }

    [Fact]
    public async Task Nor_do_create_drill_and_wipe_of_a_stack_with_a_database()
    {
        Full.Only("a drill of a declared stack");
        await using LabState state = new();
        Write("echo $A $B $C; touch $D/base.there", "  database: { lab: example, needs: [base] }\n");
        SecretsWatch watch = new(state.Lab("example"));

        await WatchedAsync(watch, state.Folder, ["create"], ["drill", "--load-seconds", "1", "--confirm", "example"], ["wipe", "--confirm", "example"], ["create"]);

        // The lab's own secrets are where its tools must read them; the stack's are nowhere.
        Assert.Empty(_hunt.In(state.Folder, Path.Combine(state.Lab("example"), "s3", "lock")));
        string lab = state.Lab("example");
        string[] places = [.. ((string[])["vault", "stack/secrets", "outside/config", "s3/keys.json", "s3/lock"]).Select(p => Path.Combine(lab, p))];
        Assert.True(watch.Secrets.Count >= 4, $"{watch.Secrets.Count} secrets of the lab");
        SecretHunt labs = new(watch.Secrets);
        Assert.Empty(labs.In(state.Folder, places));
        Assert.True(labs.Looked > 100, $"{labs.Looked} files were looked at");
        Assert.DoesNotContain(watch.Arguments, labs.IsIn);
    }

    private Task WatchedAsync(params string[][] commands) => WatchedAsync(new SecretsWatch(_place.At("no-lab")), _place.State, commands);

    private async Task WatchedAsync(SecretsWatch watch, string state, params string[][] commands)
    {
        using CancellationTokenSource done = new();
        Task watching = watch.RunAsync(done.Token);
        foreach (string[] command in commands)
        {
            PhoenixResult result = await RunInAsync(state, command);
            Assert.True(result.ExitCode == 0, result.ToString());
            Assert.False(_hunt.IsIn(result.ToString()), result.ToString());
        }

        await done.CancelAsync();
        await watching;
        Assert.Contains(watch.Arguments, a => a.Contains("base.there", StringComparison.Ordinal));
        Assert.DoesNotContain(watch.Arguments, _hunt.IsIn);
    }

    private Task<PhoenixResult> RunAsync(params string[] command) => RunInAsync(_place.State, command);

    private async Task<PhoenixResult> RunInAsync(string state, string[] command)
    {
        using PhoenixProcess process = PhoenixProcess.Start(
            new Dictionary<string, string> { ["STACK_TEST_SECRET"] = FromEnvironment }, state, [.. command, "--stack", _place.At("phoenix.yaml")]);
        return await process.EndAsync();
    }

    private void Write(string up, string more = "")
    {
        (string file, string printed) = (Path.Combine(_sources.FullName, "file"), Path.Combine(_sources.FullName, "printed"));
        File.WriteAllText(file, FromFile + "\n");
        File.WriteAllText(printed, FromCommand + "\n");
        File.WriteAllText(
            _place.At("phoenix.yaml"),
            $$"""
            name: example
            destroyable: true
            secrets: { ONE: { env: STACK_TEST_SECRET }, TWO: { file: {{file}} }, THREE: { command: [cat, {{printed}}] } }
            layers:
              base:
                command:
                  up: [sh, -c, '{{up}}']
                  wipe: [sh, -c, 'echo $A; sleep 0.5; rm -f $D/base.there'] # long enough to be seen in the process table
                  exists: [test, -e, {{_place.At("base.there")}}]
                  env: { D: {{_place.Folder}} }
                  secrets: { A: ONE, B: TWO, C: THREE }
                retries: 0

            """ + more);
    }
}
