using Phoenix.Recovery;

namespace Phoenix.Journal;

/// <summary>The database before the wipe and after the rebirth; null is "not observed".</summary>
/// <param name="SystemIdentifier">The cluster's identity, as the reborn server reports it (the witness's when there is no reborn server).</param>
/// <param name="TimelineBefore">Timeline written before the wipe.</param>
/// <param name="TimelineAfter">Timeline written after the rebirth.</param>
/// <param name="LsnAcknowledged">Insert LSN of the last acknowledged write.</param>
/// <param name="LsnReplayed">Where the reborn server's own timeline begins.</param>
public sealed record DatabaseResult(ulong? SystemIdentifier, uint? TimelineBefore, uint? TimelineAfter, Lsn? LsnAcknowledged, Lsn? LsnReplayed);
