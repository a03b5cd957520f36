namespace Phoenix.Ports;

/// <summary>Is told of every tool process, so that the journal knows what to clear after a crash and where time went.</summary>
public interface IToolObserver
{
    /// <summary>A process was started; returns when that is on record.</summary>
    void Started(ToolProcess process);

    /// <summary>A process ended.</summary>
    void Ended(ToolProcess process, int exitCode, TimeSpan duration);
}
