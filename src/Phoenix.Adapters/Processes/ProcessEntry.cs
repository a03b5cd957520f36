namespace Phoenix.Adapters.Processes;

/// <summary>One running process, as /proc shows it.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="ParentPid">Its parent's id; 1 for a daemon.</param>
/// <param name="SessionId">Its session.</param>
/// <param name="StartTicks">Start time in clock ticks since boot: pid and ticks together are unique.</param>
/// <param name="State">State letter: <c>R</c>, <c>S</c>, <c>D</c>, <c>T</c> (stopped), <c>Z</c> (dead, not yet reaped).</param>
/// <param name="WorkingDirectory">Its working directory; null when it has none (a kernel thread, a zombie) or it may not be read.</param>
/// <param name="CommandLine">Its title or argument list, joined by blanks.</param>
public sealed record ProcessEntry(int Pid, int ParentPid, int SessionId, long StartTicks, char State, string? WorkingDirectory, string CommandLine);
