using System.Diagnostics;
using Phoenix.Adapters.Command;
using Phoenix.Adapters.Files;
using Phoenix.Adapters.Layers;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Secrets;
using Phoenix.Adapters.Tests.Processes;
using Phoenix.Errors;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Adapters.Tests.Command;

public sealed class CommandDriverTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("phoenix-command-").FullName;
    private readonly string _marker = $"command-test-{Guid.NewGuid():N}";
    private readonly LayerOutputs _outputs = new();
    private readonly ToolRunner _runner = new(new RecordingObserver(), TimeProvider.System);
    private readonly SecretReader _secrets;
    private readonly LayerLogFile _log;

    public CommandDriverTests()
    {
        _secrets = new SecretReader(new Dictionary<string, SecretDefinition> { ["T"] = new SecretDefinition.Env("TOKEN") }, _runner, TimeProvider.System, n => n == "TOKEN" ? "the-token-of-this-test" : null);
        _log = new LayerLogFile(Path.Combine(_folder, "base.log"), TimeProvider.System);
    }

    public void Dispose()
    {
        foreach (ProcessEntry left in ProcessTable.FindBelonging(_marker, []))
        {
            Process.GetProcessById(left.Pid).Kill();
        }

        _log.Dispose();
        _secrets.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("exit 0", true)]
    [InlineData("exit 1", false)]
    [InlineData("echo whatever; exit 1", false)]
    public async Task Its_probe_says_whether_it_is_there(string exists, bool there) => Assert.Equal(there, await Driver(exists: exists).ExistsAsync(Token));

    /// <summary>None of these may look like "gone".</summary>
    [Theory]
    [InlineData("echo cannot connect >&2; exit 1", "ended with exit code 1 and a message: cannot connect")]
    [InlineData("exit 2", "ended with exit code 2")]
    [InlineData("exit 127", "ended with exit code 127")]
    [InlineData("kill -KILL $$", "was killed by signal 9 (SIGKILL)")]
    public async Task A_probe_that_fails_is_an_error(string exists, string says)
    {
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => Driver(exists: exists).ExistsAsync(Token));

        Assert.Equal(ErrorCode.ToolFailed, e.Code);
        Assert.Contains($"layer 'base': exists {says}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_that_hangs_or_is_not_there_is_an_error()
    {
        Assert.Equal(ErrorCode.TimedOut, (await Assert.ThrowsAsync<PhoenixException>(() => Driver(exists: "sleep 600", seconds: 1).ExistsAsync(Token))).Code);
        CommandDriver missing = new(Definition("true") with { Exists = [new ValueTemplate("./no-such-program")] }, Scope(10));
        Assert.Equal(ErrorCode.Configuration, (await Assert.ThrowsAsync<PhoenixException>(() => missing.ExistsAsync(Token))).Code);
        Assert.Empty(ProcessTable.FindBelonging(_marker, []));
    }

    [Fact]
    public async Task Without_a_probe_it_is_unverified() => Assert.Null(await Driver().ExistsAsync(Token));

    [Fact]
    public async Task A_daemon_belongs_to_its_layer_until_the_wipe()
    {
        CommandDriver driver = Driver("setsid sleep 600 & echo up", wipe: "true");
        CommandDriver other = new(Definition("true"), Scope(10) with { Layer = "other" });

        Stopwatch watch = Stopwatch.StartNew();
        await driver.UpAsync(Token);
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(3), $"{watch.Elapsed}: it waits for the daemon");
        Assert.True(await driver.ExistsAsync(Token));

        // Another layer's wipe does not touch it, its own does, and again there is nothing to do.
        await other.WipeAsync(Token);
        Assert.True(await driver.ExistsAsync(Token));
        await driver.WipeAsync(Token);
        Assert.Null(await driver.ExistsAsync(Token));
        Assert.Empty(ProcessTable.FindBelonging(_marker, []));
        await driver.WipeAsync(Token);
    }

    [Fact]
    public async Task A_wipe_that_fails_leaves_the_daemon_alone()
    {
        CommandDriver driver = Driver("setsid sleep 600 & echo up", wipe: "echo busy >&2; exit 4");
        await driver.UpAsync(Token);

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => driver.WipeAsync(Token));

        Assert.Contains("ended with exit code 4: busy", e.Message, StringComparison.Ordinal);
        Assert.True(await driver.ExistsAsync(Token));
    }

    [Theory]
    [InlineData(75, true)]
    [InlineData(1, false)]
    public async Task An_up_is_tried_again_only_when_its_program_asks_for_it(int code, bool transient)
    {
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => Driver($"exit {code}").UpAsync(Token));

        Assert.Equal(ErrorCode.ToolFailed, e.Code);
        Assert.Equal(transient, e.IsTransient);
    }

    [Fact]
    public async Task Outputs_come_as_strings_and_sensitive_ones_are_hidden_in_the_log()
    {
        CommandDriver driver = Driver(outputs: """echo '{"address": "10.0.0.1", "key": {"value": "the-output-nobody-sees", "sensitive": true}}'""");

        IReadOnlyDictionary<string, LayerOutput> read = await driver.ReadOutputsAsync(Token);

        Assert.Equal(new LayerOutput("10.0.0.1", false), read["address"]);
        Assert.Equal(new LayerOutput("the-output-nobody-sees", true), read["key"]);
        _log.Say("the-output-nobody-sees");
        string log = await File.ReadAllTextAsync(Path.Combine(_folder, "base.log"), Token);
        Assert.DoesNotContain("nobody-sees", log, StringComparison.Ordinal);
        Assert.Contains("[redacted]", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo it is hidden-word", "no valid JSON")]
    [InlineData("echo '[\"hidden-word\"]'", "a JSON Array in place of an object")]
    [InlineData("echo '{\"a\": 1}'", "output 'a' is no string")]
    [InlineData("echo '{\"a\": {\"value\": \"x\", \"secret\": true}}'", "'secret' is not")]
    [InlineData("echo '{\"a\": \"x\", \"a\": \"y\"}'", "no valid JSON")]
    [InlineData("head -c 2000000 /dev/zero | tr '\\000' x", "longer than 1 MiB")]
    public async Task Outputs_that_cannot_be_read_are_an_error_that_quotes_nothing(string outputs, string says)
    {
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => Driver(outputs: outputs).ReadOutputsAsync(Token));

        Assert.Equal(ErrorCode.ToolFailed, e.Code);
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-word", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Environment_outputs_and_secrets_reach_the_program()
    {
        _outputs.Set("below", new Dictionary<string, LayerOutput> { ["port"] = new("6443", false) });
        CommandDriver driver = new(
            Definition("""test "$PORT $TOKEN $PHOENIX_LAYER $PHOENIX_STACK" = "6443 the-token-of-this-test base example" && pwd > where; echo $TOKEN""") with
            {
                Environment = new Dictionary<string, ValueTemplate> { ["PORT"] = new("${below.port}") },
                Secrets = new Dictionary<string, string> { ["TOKEN"] = "T" },
            },
            Scope(10) with { Stack = "example" });

        await driver.UpAsync(Token);

        Assert.Equal(_folder, (await File.ReadAllTextAsync(Path.Combine(_folder, "where"), Token)).Trim());
        Assert.Contains(" [redacted]\n", await File.ReadAllTextAsync(Path.Combine(_folder, "base.log"), Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sensitive_output_never_gets_into_an_argument()
    {
        _outputs.Set("below", new Dictionary<string, LayerOutput> { ["key"] = new("hidden-word", true) });
        CommandDriver driver = new(Definition("true") with { Up = [new ValueTemplate("echo"), new ValueTemplate("${below.key}")] }, Scope(10));

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => driver.UpAsync(Token));

        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.DoesNotContain("hidden-word", e.ToString(), StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IReadOnlyList<ValueTemplate> Shell(string script) => [new("sh"), new("-c"), new(script.Replace("${", "$${", StringComparison.Ordinal))];

    private CommandDriver Driver(string up = "true", string? wipe = null, string? exists = null, string? outputs = null, double seconds = 30) =>
        new(Definition(up) with { Wipe = wipe is null ? null : Shell(wipe), Exists = exists is null ? null : Shell(exists), Outputs = outputs is null ? null : Shell(outputs) }, Scope(seconds));

    private DriverDefinition.Command Definition(string up) =>
        new(Shell(up), null, null, _folder, new Dictionary<string, ValueTemplate>(), new Dictionary<string, string>(), null);

    private LayerScope Scope(double seconds) => new("base", _runner, _log, _outputs, _secrets, _marker, TimeSpan.FromSeconds(seconds), TimeProvider.System);
}
