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

    private GateDefinition.Command Shell(string script) => new(
        [new ValueTemplate("sh"), new ValueTemplate("-c"), new ValueTemplate(script)], _bench.Folder.Path, new Dictionary<string, ValueTemplate>(), new Dictionary<string, string>());
}
