using System.Diagnostics;
using System.Text;
using Phoenix.Adapters.Layers;
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

/// <summary>Tools get secrets by their environment: nobody finds one in an argument list, a log, a result or an error.</summary>
public sealed class ExposureTests : IDisposable
{
    // Its own in every run: another run of this test on the machine may just plant one.
    private static readonly string Password = $"correct horse {Guid.NewGuid():N}";

    private const string Key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQDExposure0815\n-----END PRIVATE KEY-----\n";

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingObserver _observer = new();
    private readonly ToolRunner _runner;
    private readonly SecretReader _secrets;

    public ExposureTests()
    {
        _runner = new ToolRunner(_observer, TimeProvider.System);
        File.WriteAllText(_folder.Sub("key.pem"), Key);
        File.WriteAllText(_folder.Sub("password"), Password + "\n");
        _secrets = new SecretReader(
            new Dictionary<string, SecretDefinition>
            {
                ["password"] = new SecretDefinition.Command(["cat", _folder.Sub("password")]),
                ["key"] = new SecretDefinition.File(_folder.Sub("key.pem")),
            },
            _runner,
            TimeProvider.System,
            _ => null);
    }

    public void Dispose()
    {
        _secrets.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_tool_that_prints_what_it_was_given_shows_nobody_a_secret()
    {
        RecordingLog log = new();
        ToolEnvironment environment = await EnvironmentAsync(log);
        ToolCommand command = Tool("printf '%s|%s' \"$PASSWORD\" \"$KEY\"; printf '%s\\n' \"$KEY\" | sed 's/^/    /' >&2; exit 7", environment) with { Log = log };
        ToolResult result = await _runner.RunAsync(command, Token);
        Assert.Contains("[redacted]|[redacted]", result.StandardOutput, StringComparison.Ordinal);
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => _runner.RunCheckedAsync(command, Token));

        string redactedLog = Redaction.Of(log.Hidden).Apply(log.Text);
        Assert.Contains("[redacted]|[redacted]", redactedLog, StringComparison.Ordinal);
        foreach (string text in new[] { result.ToString(), e.ToString(), environment.ToString(), redactedLog, string.Join(' ', _observer.StartedProcesses) })
        {
            Assert.Empty(Found(text));
        }
    }

    [Fact]
    public async Task No_argument_list_on_this_machine_holds_a_secret()
    {
        ToolEnvironment environment = await EnvironmentAsync(new RecordingLog());
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<ToolResult> running = _runner.RunAsync(Tool($"sleep 300 & touch {_folder.Sub("ready")}; wait", environment), stop.Token);
        await Condition.HoldsAsync(() => File.Exists(_folder.Sub("ready")));

        // The tool has it, where only its own account can look.
        Assert.Contains(_observer.StartedProcesses, p => ReadProc(p.Pid, "environ").Contains("PASSWORD=" + Password, StringComparison.Ordinal));
        Assert.Empty(ArgumentLists().SelectMany(Found));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_secret_in_an_argument_list_would_be_found()
    {
        using Process planted = Process.Start(new ProcessStartInfo("sh", ["-c", "read line; :", Password]) { RedirectStandardInput = true })!;
        Assert.NotEmpty(ArgumentLists().SelectMany(Found));
        planted.StandardInput.Close();
        await planted.WaitForExitAsync(Token);
        Assert.NotEmpty(Found("a line " + Key.Split('\n')[2]));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IEnumerable<string> Found(string text) => new[] { Password }.Concat(Key.Split('\n')[1..3]).Where(secret => text.Contains(secret, StringComparison.Ordinal));

    private static IEnumerable<string> ArgumentLists() => Directory.EnumerateDirectories("/proc")
        .Where(d => int.TryParse(Path.GetFileName(d), out _))
        .Select(d => ReadProc(int.Parse(Path.GetFileName(d), System.Globalization.CultureInfo.InvariantCulture), "cmdline"));

    private static string ReadProc(int pid, string name)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{pid}/{name}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // It ended meanwhile, or is none of ours.
        }
    }

    private static ToolCommand Tool(string script, ToolEnvironment environment) => new()
    {
        Tool = "a tool",
        FileName = "sh",
        Arguments = ["-c", script],
        Environment = environment.Variables,
        Secrets = environment.Secrets,
        Timeout = TimeSpan.FromMinutes(1),
    };

    private Task<ToolEnvironment> EnvironmentAsync(ILayerLog log) =>
        new LayerScope("platform", _runner, log, LayerOutputs(), _secrets, "exposure-test", TimeSpan.FromMinutes(1), TimeProvider.System).ReadEnvironmentAsync(
            new Dictionary<string, ValueTemplate>(), new Dictionary<string, string> { ["PASSWORD"] = "password", ["KEY"] = "key" }, Token);

    private static LayerOutputs LayerOutputs() => new();

    private sealed class RecordingLog : ILayerLog
    {
        private readonly Lock _lock = new();
        private readonly List<byte> _bytes = [];

        public List<string> Hidden { get; } = [];

        public string Text => Encoding.UTF8.GetString([.. _bytes]);

        public void Write(ReadOnlySpan<byte> output)
        {
            lock (_lock)
            {
                _bytes.AddRange(output);
            }
        }

        public void Say(string line) => Write(Encoding.UTF8.GetBytes(line + "\n"));

        public void Progress(int done, int total) => Say($"{done}/{total}");

        public void Redact(IEnumerable<string> secrets) => Hidden.AddRange(secrets);
    }
}
