using Phoenix.Adapters.Files;
using Phoenix.Adapters.Gates;
using Phoenix.Adapters.Layers;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Secrets;
using Phoenix.Adapters.Tests.LabS3;
using Phoenix.Adapters.Tests.Processes;
using Phoenix.Errors;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Adapters.Tests.Gates;

/// <summary>A layer for gates: a folder, outputs, secrets, a log.</summary>
public sealed class GateBench : IDisposable
{
    private readonly LayerLogFile _log;
    private readonly SecretReader _secrets;

    public GateBench()
    {
        ToolRunner runner = new(new RecordingObserver(), TimeProvider.System);
        _log = new LayerLogFile(Folder.Sub("layer.log"), TimeProvider.System);
        _secrets = new SecretReader(new Dictionary<string, SecretDefinition> { ["SECRET"] = new SecretDefinition.Env("SECRET") }, runner, TimeProvider.System, _ => Secret);
        Scope = new LayerScope("app", runner, _log, new LayerOutputs(), _secrets, "gate-test", TimeSpan.FromMinutes(1), TimeProvider.System);
        Scope.Outputs.Set("platform", Outputs);
    }

    public TemporaryFolder Folder { get; } = new();

    public Dictionary<string, LayerOutput> Outputs { get; } = [];

    public string Secret { get; set; } = "hunter-two-2";

    public LayerScope Scope { get; }

    /// <summary>One look: null when the gate holds, else why not.</summary>
    public Task<string?> LookAsync(GateDefinition gate, RepositorySettings? repository = null) =>
        GateFactory.Create(gate, Scope, _ => Task.FromResult(repository ?? throw new InvalidOperationException("no repository"))).Probe(TestContext.Current.CancellationToken);

    /// <summary>The look ends the wait.</summary>
    public async Task<PhoenixException> RefusedAsync(GateDefinition gate, RepositorySettings? repository = null) =>
        await Assert.ThrowsAsync<PhoenixException>(() => LookAsync(gate, repository));

    public void Dispose()
    {
        _log.Dispose();
        _secrets.Dispose();
        Folder.Dispose();
    }
}
