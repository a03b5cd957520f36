using System.Collections.Concurrent;
using Phoenix.Adapters.Layers;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Secrets;
using Phoenix.Adapters.Tests.LabS3;
using Phoenix.Ports;
using Phoenix.Stacks;
using Phoenix.Testing;

namespace Phoenix.Adapters.Tests.Layers;

/// <summary>A folder, a log and a scope for one layer's driver; sees the argument lists of all that is started.</summary>
public sealed class DriverBench : IToolObserver, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<ToolProcess> _started = new();
    private readonly SecretReader _secrets;

    public DriverBench(params (string Name, string Value)[] secrets)
    {
        ToolRunner runner = new(this, TimeProvider.System);
        Dictionary<string, SecretDefinition> definitions = secrets.ToDictionary(s => s.Name, s => (SecretDefinition)new SecretDefinition.Env(s.Name));
        _secrets = new SecretReader(definitions, runner, TimeProvider.System, name => secrets.FirstOrDefault(s => s.Name == name).Value);
        Scope = new LayerScope("base", runner, Log, Outputs, _secrets, "phoenix-driver-" + Guid.NewGuid().ToString("N"), TimeSpan.FromMinutes(2), TimeProvider.System);
    }

    public RecordingLayerLog Log { get; } = new();

    public LayerOutputs Outputs { get; } = new();

    public LayerScope Scope { get; }

    public string Folder => _folder.Path;

    /// <summary>Names of the calls, in order.</summary>
    public IReadOnlyList<string> Calls => [.. _started.Select(p => p.Tool)];

    /// <summary>Argument lists as /proc shows them, of what still ran when its start was told.</summary>
    public ConcurrentQueue<string> CommandLines { get; } = new();

    /// <summary>Processes of the layer that run now.</summary>
    public IReadOnlyList<string> Running => [.. ProcessTable.FindBelonging(Scope.Marker, []).Select(p => p.CommandLine)];

    public string At(string name) => _folder.Sub(name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text);
    }

    public Task AppearsAsync(string name) => Condition.HoldsAsync(() => File.Exists(At(name)), name + " appears");

    void IToolObserver.Started(ToolProcess process)
    {
        _started.Enqueue(process);
        if (ProcessTable.Find(process.Pid) is { } entry)
        {
            CommandLines.Enqueue(entry.CommandLine);
        }
    }

    void IToolObserver.Ended(ToolProcess process, int exitCode, TimeSpan duration)
    {
    }

    public void Dispose()
    {
        _secrets.Dispose();
        _folder.Dispose();
    }
}
