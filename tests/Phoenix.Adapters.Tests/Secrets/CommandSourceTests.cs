using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Secrets;
using Phoenix.Adapters.Tests.LabS3;
using Phoenix.Adapters.Tests.Processes;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Stacks;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Adapters.Tests.Secrets;

public sealed class CommandSourceTests : SecretSourceContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingObserver _observer = new();

    public CommandSourceTests() => Reader = new SecretReader(
        new Dictionary<string, SecretDefinition>(), new ToolRunner(_observer, TimeProvider.System), TimeProvider.System, _ => null);

    protected override ISecretReader Reader { get; }

    protected override int? Fetches => _observer.StartedProcesses.Count;

    protected override string Key => "cat";

    protected override ErrorCode MissingIs => ErrorCode.ToolFailed;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_program_that_fails_is_quoted_without_what_it_printed()
    {
        PhoenixException e = await RefusedAsync("printf hunter2; echo 'vault is locked, got hunter2' >&2; exit 3");
        Assert.Equal(ErrorCode.ToolFailed, e.Code);
        Assert.Contains("exit code 3: vault is locked, got [redacted]", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_hangs_is_killed_and_not_quoted()
    {
        using SecretReader hasty = new(
            new Dictionary<string, SecretDefinition>(), new ToolRunner(_observer, new SwiftTime(TimeSpan.FromSeconds(90))), TimeProvider.System, _ => null);
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => hasty.ReadAsync("s", Shell("echo hunter2 >&2; sleep 300"), Token));
        Assert.Equal(ErrorCode.TimedOut, e.Code);
        Assert.Contains("did not come within 60 s", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", e.ToString(), StringComparison.Ordinal);
        Assert.False(ProcessTable.IsRunning(_observer.StartedProcesses.Single().Pid, _observer.StartedProcesses.Single().StartTicks));
    }

    [Fact]
    public async Task A_program_finds_its_own_session_but_nothing_of_phoenix()
    {
        Environment.SetEnvironmentVariable("SESSION_OF_A_PROGRAM", "there");
        Environment.SetEnvironmentVariable("PHOENIX_OWN_SECRET", "not there");
        Assert.Equal("there|C.UTF-8|", await Reader.ReadAsync("s", Shell("echo \"$SESSION_OF_A_PROGRAM|$LANG|$PHOENIX_OWN_SECRET\""), Token));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => Reader.ReadAsync("s", new SecretDefinition.Command(["no-such-program"]), Token));
        Assert.Equal(ErrorCode.ToolMissing, e.Code);
    }

    [Fact]
    public async Task A_program_that_prints_without_end_is_refused() =>
        Assert.Contains("longer than", (await RefusedAsync("head -c 5000000 /dev/zero")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task What_is_no_text_is_refused() => Assert.Contains("not UTF-8", (await RefusedAsync("printf 'a\\377b'")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Nobody_else_is_harmed_by_the_one_who_gives_up()
    {
        using CancellationTokenSource first = new();
        SecretDefinition slow = Shell($"touch {_folder.Sub("started")}; if [ -e {_folder.Sub("go")} ]; then echo later; else sleep 60; fi");
        Task<string> one = Reader.ReadAsync("s", slow, first.Token);
        await Condition.HoldsAsync(() => File.Exists(_folder.Sub("started")));

        Task<string> two = Reader.ReadAsync("s", slow, Token);
        File.WriteAllText(_folder.Sub("go"), "");
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.Equal("later", await two);
    }

    [Fact]
    public async Task A_failure_is_told_to_all_who_waited_for_it()
    {
        SecretDefinition failing = Shell("sleep 0.3; exit 1");
        Task<string>[] readers = [.. Enumerable.Range(0, 5).Select(_ => Reader.ReadAsync("s", failing, Token))];
        foreach (Task<string> reader in readers)
        {
            await Assert.ThrowsAsync<PhoenixException>(() => reader);
        }

        Assert.Single(_observer.StartedProcesses);
    }

    [Fact]
    public async Task An_undeclared_name_is_told_with_the_nearest_one()
    {
        SecretReader reader = new(
            new Dictionary<string, SecretDefinition> { ["proxmox-token"] = Shell("echo x"), ["other"] = Shell("echo y") },
            new ToolRunner(_observer, TimeProvider.System),
            TimeProvider.System,
            _ => null);
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => reader.ReadAsync("proxmox_tokn", Token));
        Assert.Equal((ErrorCode.Configuration, "did you mean 'proxmox-token'?"), (e.Code, e.Hint));
        e = await Assert.ThrowsAsync<PhoenixException>(() => reader.ReadAsync("zzz", Token));
        Assert.Equal("declare it under 'secrets'", e.Hint);
        Assert.Equal("x", await reader.ReadAsync("proxmox-token", Token));
    }

    protected override SecretDefinition Place(string? value)
    {
        string file = _folder.Sub("printed");
        File.Delete(file);
        if (value is not null)
        {
            File.WriteAllText(file, value);
        }

        return new SecretDefinition.Command(["cat", file]);
    }

    private static SecretDefinition.Command Shell(string script) => new(["sh", "-c", script]);

    private async Task<PhoenixException> RefusedAsync(string script) =>
        await Assert.ThrowsAsync<PhoenixException>(() => Reader.ReadAsync("s", Shell(script), Token));
}
