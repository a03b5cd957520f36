using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Xunit;

namespace Phoenix.Adapters.Tests.Processes;

public sealed class CredentialProgramTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly CredentialProgram _program = new(new ToolRunner(new RecordingObserver(), TimeProvider.System));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_it_prints_is_given_and_arguments_stay_apart()
    {
        Dictionary<string, string> environment = new() { ["KUBERNETES_EXEC_INFO"] = "{}" };
        string printed = await _program.RunAsync(["bash", "-c", "echo noise >&2; printf '%s|%s|%s' \"$1\" \"$KUBERNETES_EXEC_INFO\" \"$HOME\"", "-", "a b"], environment, Bound, Token);
        Assert.Equal($"a b|{{}}|{Environment.GetEnvironmentVariable("HOME")}", printed);
    }

    [Fact]
    public async Task One_that_fails_is_named_without_what_it_printed()
    {
        PhoenixException failed = await Assert.ThrowsAsync<PhoenixException>(() => _program.RunAsync(["bash", "-c", "echo s3cr3t; echo 'login has run out' >&2; exit 3"], new Dictionary<string, string>(), Bound, Token));
        Assert.Contains("login has run out", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", failed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_missing_hangs_or_never_ends_is_an_error()
    {
        Assert.Equal(ErrorCode.ToolMissing, (await Assert.ThrowsAsync<PhoenixException>(() => _program.RunAsync(["phoenix-no-such-plugin"], new Dictionary<string, string>(), Bound, Token))).Code);
        Assert.Equal(ErrorCode.TimedOut, (await Assert.ThrowsAsync<PhoenixException>(() => _program.RunAsync(["sleep", "60"], new Dictionary<string, string>(), TimeSpan.FromMilliseconds(300), Token))).Code);
        Assert.Equal(ErrorCode.ToolFailed, (await Assert.ThrowsAsync<PhoenixException>(() => _program.RunAsync(["bash", "-c", "yes"], new Dictionary<string, string>(), Bound, Token))).Code);
    }
}
