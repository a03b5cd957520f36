using Phoenix.Adapters.Gates;
using Phoenix.Errors;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Adapters.Tests.Gates;

public sealed class CommandGateTests : IDisposable
{
    private readonly GateBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Exit_code_0_holds_and_any_other_says_why_not()
    {
        Assert.Null(await _bench.LookAsync(Shell("exit 0")));
        Assert.Equal("it ended with exit code 3: not yet", await _bench.LookAsync(Shell("echo not yet >&2; exit 3")));
        Assert.Equal("it ended with exit code 1", await _bench.LookAsync(Shell("exit 1")));
    }

    [Fact]
    public async Task A_secret_reaches_it_by_environment_and_nobody_else()
    {
        GateDefinition.Command gate = Shell("echo \"I have $PASSWORD\"; exit 1") with { Secrets = new Dictionary<string, string> { ["PASSWORD"] = "SECRET" } };
        Assert.Equal("it ended with exit code 1: I have [redacted]", await _bench.LookAsync(gate));
    }

    [Fact]
    public async Task A_sensitive_output_in_its_arguments_is_refused()
    {
        _bench.Outputs["key"] = new LayerOutput("s3cr3t-key", Sensitive: true);
        PhoenixException e = await _bench.RefusedAsync(Shell("echo ${platform.key}"));
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.DoesNotContain("s3cr3t-key", e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("./ready.sh", ErrorCode.Configuration)]
    [InlineData("no-such-program-of-phoenix", ErrorCode.ToolMissing)]
    public async Task A_program_that_is_not_there_ends_the_wait(string program, ErrorCode code) =>
        Assert.Equal(code, (await _bench.RefusedAsync(Shell("") with { Arguments = [new ValueTemplate(program)] })).Code);

    [Fact]
    public async Task An_error_that_no_wait_can_mend_ends_it_and_says_what_to_do()
    {
        PhoenixException e = await _bench.RefusedAsync(Shell("echo trying >&2; echo \"ERROR: [032]: 'pgbackrest/repo1' must begin with / for 'repo1-path' option\" >&2; exit 32"));
        Assert.Equal(ErrorCode.LayerFailed, e.Code);
        Assert.False(e.IsTransient);
        Assert.Contains("it ended with exit code 32: trying | ERROR: [032]", e.Message, StringComparison.Ordinal);
        Assert.Contains("pgbackrest-repo-path-relative", e.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo \"ERROR: [032]: 'p' must begin with / for 'repo1-path' option\" >&2; exit 75")]
    [InlineData("echo \"ERROR: [032]: 'p' must begin with / for 'repo1-path' option\" >&2; for i in 1 2 3 4 5; do echo waiting >&2; done; exit 1")]
    [InlineData("echo \"ERROR: [037]: restore command requires option: repo1-s3-key\" >&2; exit 1")]
    [InlineData("echo \"dial tcp 10.0.0.1:443: connect: connection refused\" >&2; exit 1")]
    [InlineData("echo \"dependency 'flux-system/a' is not ready\" >&2; exit 1")]
    [InlineData("echo \"FATAL:  the database system is starting up\" >&2; exit 2")]
    public async Task What_may_be_mended_by_waiting_does_not_end_it(string script) => Assert.NotNull(await _bench.LookAsync(Shell(script)));

    [Theory]
    [InlineData("tcp")]
    [InlineData("http")]
    [InlineData("postgres")]
    [InlineData("talos")]
    public async Task It_is_so_for_every_gate(string gate)
    {
        GateLook permanent = new("app", gate, _ => Task.FromResult<string?>("the server says: FATAL:  requested timeline 2 is not a child of this server's history"));
        GateLook passing = new("app", gate, _ => Task.FromResult<string?>("57P03: the database system is starting up"));
        GateLook holds = new("app", gate, _ => Task.FromResult<string?>(null));

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => permanent.RunAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith($"layer 'app': gate {gate}: the server says", e.Message, StringComparison.Ordinal);
        Assert.Contains("pg-timeline-not-child", e.Hint, StringComparison.Ordinal);
        Assert.Equal("57P03: the database system is starting up", await passing.RunAsync(TestContext.Current.CancellationToken));
        Assert.Null(await holds.RunAsync(TestContext.Current.CancellationToken));
    }

    // A vault that restarts is no reason to give a rebirth up.
    [Fact]
    public async Task A_secret_that_is_not_to_be_had_now_does_not_end_the_wait()
    {
        GateLook busy = new("app", "command", _ => throw new PhoenixException(ErrorCode.SecretUnavailable, "the vault does not answer", "wait"));
        GateLook refused = new("app", "command", _ => throw new PhoenixException(ErrorCode.SecretDenied, "the vault refuses", "mend"));
        GateLook interrupted = new("app", "command", _ => throw new PhoenixException(ErrorCode.Interrupted, "stopped", "run again"));

        Assert.Equal("the vault does not answer", await busy.RunAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<PhoenixException>(() => refused.RunAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<PhoenixException>(() => interrupted.RunAsync(TestContext.Current.CancellationToken));
    }

    private GateDefinition.Command Shell(string script) => new(
        [new ValueTemplate("sh"), new ValueTemplate("-c"), new ValueTemplate(script)], _bench.Folder.Path, new Dictionary<string, ValueTemplate>(), new Dictionary<string, string>());
}
