namespace Phoenix.Kubernetes.Crunchy;

/// <summary>A manual backup as the operator reports it.</summary>
/// <param name="Id">What it was asked for with.</param>
/// <param name="IsFinished">Whether its Job has ended.</param>
/// <param name="Succeeded">Pods of the Job that ended well.</param>
/// <param name="Failed">Pods of the Job that failed.</param>
public sealed record PostgresClusterBackup(string Id, bool IsFinished, int Succeeded, int Failed);
