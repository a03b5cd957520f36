using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Drills;

/// <summary>What a sabotage may know of the cycle it acts in.</summary>
/// <param name="Stack">The stack.</param>
/// <param name="Backup">This cycle's backup.</param>
/// <param name="Witness">This cycle's witness.</param>
/// <param name="SegmentSize">WAL segment size in bytes.</param>
/// <param name="Store">The run's folder.</param>
public sealed record SabotageScene(IStack Stack, BackupSet Backup, Witness Witness, uint SegmentSize, IRunStore Store);
