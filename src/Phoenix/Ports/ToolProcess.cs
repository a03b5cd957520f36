namespace Phoenix.Ports;

/// <summary>One process of a driven tool, identified so that its number cannot be mistaken for another's.</summary>
/// <param name="Tool">Name for people, e.g. <c>pgbackrest restore</c>; never an argument that could hold a secret.</param>
/// <param name="Pid">Process id, which is also its session and process group.</param>
/// <param name="StartTicks">Start time from <c>/proc/PID/stat</c>, clock ticks since boot: pid and ticks together are unique.</param>
public sealed record ToolProcess(string Tool, int Pid, long StartTicks);
