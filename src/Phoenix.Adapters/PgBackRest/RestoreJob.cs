using Phoenix.Recovery;

namespace Phoenix.Adapters.PgBackRest;

/// <summary>One restore.</summary>
/// <param name="DataDirectory">Where to restore to; empty or missing.</param>
/// <param name="Target">Where recovery ends; its value is set.</param>
/// <param name="BackupLabel">The set to restore; null for pgBackRest's own choice.</param>
/// <param name="RestoreCommand"><c>restore_command</c> for the recovery (see <see cref="RestoreWalScript"/>); null for pgBackRest's own.</param>
public sealed record RestoreJob(string DataDirectory, RecoveryTarget Target, string? BackupLabel, string? RestoreCommand);
