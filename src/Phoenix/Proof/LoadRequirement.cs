namespace Phoenix.Proof;

/// <summary>How much must have happened for a verdict not to be vacuous.</summary>
/// <param name="Writers">Writers that ran.</param>
/// <param name="MinimumAcknowledged">Fewest acknowledged writes in all.</param>
/// <param name="LastWriteWithin">Instant wipes: each writer's last acknowledged write lies at most this long before the wipe.</param>
public sealed record LoadRequirement(int Writers, long MinimumAcknowledged, TimeSpan LastWriteWithin);
