namespace Phoenix.Recovery;

/// <summary>One line of a timeline history file: the timeline that was left, and where.</summary>
/// <param name="Parent">The timeline that ended here.</param>
/// <param name="At">The first LSN that belongs to the next timeline.</param>
/// <param name="Reason">PostgreSQL's remark, e.g. <c>no recovery target specified</c>.</param>
public sealed record TimelineSwitch(uint Parent, Lsn At, string Reason);
