using System.Collections.Concurrent;
using Phoenix.Ports;

namespace Phoenix.Adapters.Tests.Processes;

/// <summary>Keeps what a runner reported.</summary>
public sealed class RecordingObserver : IToolObserver
{
    public ConcurrentQueue<ToolProcess> StartedProcesses { get; } = new();

    public ConcurrentQueue<(ToolProcess Process, int ExitCode)> EndedProcesses { get; } = new();

    public void Started(ToolProcess process) => StartedProcesses.Enqueue(process);

    public void Ended(ToolProcess process, int exitCode, TimeSpan duration) => EndedProcesses.Enqueue((process, exitCode));
}
