using Phoenix.Ports;

namespace Phoenix.Adapters.Processes;

/// <summary>A daemon that outlives Phoenix. Dropping this object does nothing to it.</summary>
public sealed class DetachedProcess
{
    internal DetachedProcess(ToolProcess identity, Task<int> exited)
    {
        Identity = identity;
        Exited = exited;
    }

    /// <summary>Its name, number and start time, as the journal has them.</summary>
    public ToolProcess Identity { get; }

    /// <summary>Completes with the exit code (128 + signal number when a signal ended it) if the process ends while Phoenix runs.</summary>
    public Task<int> Exited { get; }
}
