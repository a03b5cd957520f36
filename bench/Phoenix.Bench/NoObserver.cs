using Phoenix.Ports;

namespace Phoenix.Bench;

/// <summary>The benchmark keeps no journal of the tools it runs.</summary>
internal sealed class NoObserver : IToolObserver
{
    public void Started(ToolProcess process)
    {
    }

    public void Ended(ToolProcess process, int exitCode, TimeSpan duration)
    {
    }
}
