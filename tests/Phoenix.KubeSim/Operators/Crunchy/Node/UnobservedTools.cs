using Phoenix.Ports;

namespace Phoenix.KubeSim.Operators.Crunchy.Node;

/// <summary>The double keeps no journal: what it starts it finds again by its marker.</summary>
internal sealed class UnobservedTools : IToolObserver
{
    public void Started(ToolProcess process)
    {
        // Nobody asks.
    }

    public void Ended(ToolProcess process, int exitCode, TimeSpan duration)
    {
        // Nobody asks.
    }
}
