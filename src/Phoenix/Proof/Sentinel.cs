using Phoenix.Recovery;

namespace Phoenix.Proof;

/// <summary>A sentinel that was written and acknowledged before the wipe.</summary>
/// <param name="Name">Which one.</param>
/// <param name="Content">Random text that only this cycle's row has.</param>
/// <param name="InsertLsn">Lower bound of its commit record.</param>
/// <param name="Xid">Its transaction.</param>
/// <param name="WrittenAt">The server's clock inside its transaction.</param>
public sealed record Sentinel(SentinelName Name, string Content, Lsn InsertLsn, ulong Xid, DateTimeOffset WrittenAt);
