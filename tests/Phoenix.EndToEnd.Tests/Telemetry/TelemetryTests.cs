using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Phoenix.Adapters.Files;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Testing.Telemetry;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Telemetry;

/// <summary>Traces and metrics of real commands, sent to a double of a collector.</summary>
public sealed class TelemetryTests : IDisposable
{
    private const string Secret = "s3cr3t-that-no-span-may-hold";
    private readonly string _folder = Directory.CreateTempSubdirectory("phoenix-telemetry-").FullName;

    private string State => Path.Combine(_folder, "state");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_create_is_a_trace_of_layers_attempts_and_gates_with_the_journals_times(bool isGrpc)
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync(isGrpc);
        Write("test -e $D/tried || { touch $D/tried; echo $TOKEN; exit 75; }; echo up > $D/base");

        PhoenixResult created = await RunAsync(To(collector.Address, collector.Protocol), "create");

        Assert.True(created.ExitCode == 0, created.ToString());
        Assert.DoesNotContain("warning", created.Error, StringComparison.Ordinal);
        IReadOnlyList<JournalEvent> events = Journal(out Guid run);
        ReceivedSpan root = collector["phoenix create"];
        Assert.Equal((run.ToString("N"), "", false), (root.Trace, root.Parent, root.IsError));
        Assert.Equal(("0", "example"), (root.Attributes["phoenix.exit_code"], root.Attributes["phoenix.stack"]));
        Assert.All(collector.Spans, s => Assert.Equal(root.Trace, s.Trace));
        Assert.Equal("phoenix create / up base / attempt 1", collector.Path("attempt 1"));
        Assert.Equal("phoenix create / up base / attempt 2", collector.Path("attempt 2"));
        JournalEvent.LayerGateEnded gate = events.OfType<JournalEvent.LayerGateEnded>().Single();
        Assert.Equal($"phoenix create / up base / gate {gate.Gate}", collector.Path($"gate {gate.Gate}"));
        Assert.Equal((true, "tool-failed"), (collector["attempt 1"].IsError, collector["attempt 1"].Attributes["error.type"]));
        Same(gate.Seconds, collector[$"gate {gate.Gate}"]);
        Same((events[^1].At - events[0].At).TotalSeconds, root);
        foreach (JournalEvent.LayerEnded layer in events.OfType<JournalEvent.LayerEnded>())
        {
            Assert.Equal($"phoenix create / up {layer.Layer}", collector.Path($"up {layer.Layer}"));
            Same(layer.Seconds, collector[$"up {layer.Layer}"]);
        }

        Assert.Equal(["phoenix.layer.duration", "phoenix.layer.retries", "phoenix.run.duration"], collector.Metrics.Order());
        Assert.All(collector.Requests, r => Assert.DoesNotContain(Secret, r.Body, StringComparison.Ordinal));
        Assert.Contains(collector.Requests, r => r.Body.Contains("up base", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_fails_is_an_error_of_its_layer_and_of_the_run()
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync(isGrpc: false);
        Write("echo it is broken >&2; exit 1");

        PhoenixResult created = await RunAsync(To(collector.Address, collector.Protocol), "create");

        Assert.True(created.ExitCode == 5, created.ToString());
        Assert.Equal((true, "tool-failed"), (collector["up base"].IsError, collector["up base"].Attributes["error.type"]));
        Assert.Equal((true, "tool-failed", "5"), (collector["phoenix create"].IsError, collector["phoenix create"].Attributes["error.type"], collector["phoenix create"].Attributes["phoenix.exit_code"]));
        Assert.Equal((false, "Blocked"), (collector["up top"].IsError, collector["up top"].Attributes["phoenix.state"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_exporter_is_loaded_only_where_an_endpoint_is_named(bool named)
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync(isGrpc: false);
        Write("touch $D/begun; until test -e $D/go; do sleep 0.05; done; echo up > $D/base");
        using PhoenixProcess process = PhoenixProcess.Start(
            named ? To(collector.Address, collector.Protocol) : Environment(), State, "create", "--stack", Path.Combine(_folder, "phoenix.yaml"));
        await process.PrintsAsync("layer base: up started");

        string maps = await File.ReadAllTextAsync($"/proc/{Pid(process)}/maps", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_folder, "go"), "", TestContext.Current.CancellationToken);
        PhoenixResult created = await process.EndAsync();

        Assert.True(created.ExitCode == 0, created.ToString());
        Assert.Contains("Phoenix.Cli.dll", maps, StringComparison.Ordinal);
        Assert.Equal(named, maps.Contains("OpenTelemetry.dll", StringComparison.Ordinal));
        Assert.Equal(named, !collector.Requests.IsEmpty);
    }

    [Fact]
    public async Task A_collector_that_is_down_is_one_warning_and_no_other_exit_code()
    {
        Write("echo up > $D/base");
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string address = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";

        // Takes connections, and never answers: the end of the run is bounded.
        PhoenixResult silent = await RunAsync(To(address, "http/protobuf"), "create");
        taken.Stop();
        PhoenixResult down = await RunAsync(To(address, "grpc"), "create");
        PhoenixResult odd = await RunAsync(To("nowhere", "grpc"), "create");

        foreach (PhoenixResult result in (PhoenixResult[])[silent, down, odd])
        {
            Assert.True(result.ExitCode == 0, result.ToString());
            Assert.Single(Regex.Matches(result.Error, "^warning: telemetry was not sent", RegexOptions.Multiline));
        }

        Assert.Contains("is no http or https address", odd.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drill_is_a_trace_of_cycles_steps_and_layers_with_the_times_of_its_evidence()
    {
        Full.Only("a drill; a create is traced in every run of the tests");
        await using OtlpCollector collector = await OtlpCollector.StartAsync(isGrpc: false);
        await using LabState state = new();
        using PhoenixProcess process = PhoenixProcess.Start(To(collector.Address, collector.Protocol), state.Folder, "drill", "--load-seconds", "1");
        PhoenixResult drilled = await process.EndAsync();

        Assert.True(drilled.ExitCode == 0, drilled.ToString());
        Evidence evidence = Seal.Read(new StateDirectory(state.Folder).OpenRun(null).ReadFile("evidence.json")!);
        EvidenceCycle cycle = Assert.Single(evidence.Cycles);
        ReceivedSpan root = collector["phoenix drill"];
        Same((evidence.FinishedAt - evidence.StartedAt).TotalSeconds, root);
        Assert.Equal(("Proven", "0"), (root.Attributes["phoenix.verdict"], root.Attributes["phoenix.exit_code"]));
        foreach (EvidenceStep step in cycle.Steps)
        {
            Assert.Equal($"phoenix drill / cycle 1 / {step.Name}", collector.Path(step.Name));
            Same(step.Seconds!.Value, collector[step.Name], 0.0006);
        }

        foreach (EvidenceLayer layer in cycle.Layers)
        {
            string phase = layer.Phase == LayerPhase.Up ? "up" : "wipe";
            Assert.Equal($"phoenix drill / cycle 1 / {(layer.Phase == LayerPhase.Up ? "create" : "wipe")} / {phase} {layer.Name}", collector.Path($"{phase} {layer.Name}"));
            Same(layer.Seconds!.Value, collector[$"{phase} {layer.Name}"], 0.0006);
        }

        Assert.Contains("phoenix.drill.rta", collector.Metrics);
    }

    // Spans are counted in ticks of 100 ns, the journal's seconds are doubles; evidence is rounded to milliseconds.
    private static void Same(double seconds, ReceivedSpan span, double within = 0.000_001) => Assert.True(Math.Abs(seconds - span.Seconds) <= within, $"{span.Name}: {span.Seconds} and {seconds}");

    private static Dictionary<string, string> Environment() => new() { ["TELEMETRY_TEST_SECRET"] = Secret };

    private static Dictionary<string, string> To(string address, string protocol) =>
        new(Environment()) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = address, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol };

    private static int Pid(PhoenixProcess process) => process.Pid;

    private IReadOnlyList<JournalEvent> Journal(out Guid run)
    {
        using RunDirectory folder = new StateDirectory(State).OpenRun(null);
        using Stream journal = folder.ReadJournal();
        run = folder.Run;
        return RunJournal.Read(journal).Events;
    }

    private async Task<PhoenixResult> RunAsync(Dictionary<string, string> environment, string command)
    {
        using PhoenixProcess process = PhoenixProcess.Start(environment, State, command, "--stack", Path.Combine(_folder, "phoenix.yaml"));
        return await process.EndAsync();
    }

    private void Write(string up) => File.WriteAllText(
        Path.Combine(_folder, "phoenix.yaml"),
        $$"""
        name: example
        destroyable: true
        layers:
          base:
            command: { up: [sh, -c, '{{up}}'], wipe: [rm, -f, base], exists: [test, -e, base], env: { D: {{_folder}} }, secrets: { TOKEN: T } }
            gates: [ { file: {{_folder}}/base, timeout: 1m } ]
            retries: 1
          top: { command: { up: ["true"], wipe: ["true"], exists: ["false"] }, needs: [base] }
        secrets: { T: { env: TELEMETRY_TEST_SECRET } }

        """);
}
