using Phoenix.Ports;

namespace Phoenix.Cli.Commands;

/// <summary>Passes tool processes on once there is a journal. Before, only short look-ups run (a version, a permission), which leave nothing behind.</summary>
internal sealed class DeferredToolObserver : IToolObserver
{
    private volatile IToolObserver? _next;

    /// <summary>From now on tools are told to <paramref name="next"/>.</summary>
    public void Attach(IToolObserver next) => _next = next;

    /// <inheritdoc/>
    public void Started(ToolProcess process) => _next?.Started(process);

    /// <inheritdoc/>
    public void Ended(ToolProcess process, int exitCode, TimeSpan duration) => _next?.Ended(process, exitCode, duration);
}
