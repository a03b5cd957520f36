using Phoenix.Ports;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>
/// What of a PostgresCluster would keep its data from coming back, or would overwrite them, by what its operator does with it. Pure. The worst: a cluster
/// that is made with neither a standby nor a data source gets a new, empty database, which <c>stanza-upgrade</c> then lets take the repository over.
/// </summary>
public static class RebirthHazards
{
    /// <summary>The hazards of a cluster that is to come up as a standby of its repository; none when it may be made.</summary>
    /// <param name="cluster">The cluster as it is to be made, or stands.</param>
    /// <param name="repo">The repository's name.</param>
    /// <param name="repository">The repository that it has to come back from.</param>
    public static IReadOnlyList<string> OfStandby(PostgresClusterView cluster, string repo, RepositoryLocation repository)
    {
        List<string> hazards = [.. OfAny(cluster, repo, repository)];
        if (!cluster.IsStandby)
        {
            hazards.Add("spec.standby is not enabled: its operator makes a new, empty database (initdb), and 'stanza-upgrade' lets that take the repository over");
        }
        else if (cluster.StandbyRepo != repo)
        {
            hazards.Add($"spec.standby.repoName is '{cluster.StandbyRepo ?? "not set"}', and the data are in {repo}");
        }

        if (cluster.StreamsFromHost)
        {
            hazards.Add("spec.standby.host is set: it would follow another server, and not the repository alone");
        }

        if (cluster.HasDataSource)
        {
            hazards.Add("spec.dataSource is set: its operator restores and promotes before the standby is looked at, and a cluster that gets a data source later is torn down and restored over");
        }

        return hazards;
    }

    /// <summary>What is wrong with a cluster whatever it is to become.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="repo">The repository's name.</param>
    /// <param name="repository">The repository that it has to use.</param>
    public static IReadOnlyList<string> OfAny(PostgresClusterView cluster, string repo, RepositoryLocation repository)
    {
        List<string> hazards = [];
        RepositoryLocation? at = cluster.FindLocation(repo, repository);
        if (at is null)
        {
            hazards.Add($"spec.backups.pgbackrest.repos has no {repo} in S3");
        }
        else if (at != repository)
        {
            hazards.Add($"{repo} is {at.Endpoint} {at.Bucket}{at.Path} (region {at.Region}, stanza {at.Stanza}), and the stack's repository is {repository.Endpoint} {repository.Bucket}{repository.Path} (region {repository.Region}, stanza {repository.Stanza})");
        }

        if (cluster.HasInPlaceRestore)
        {
            hazards.Add($"an in-place restore is asked for (annotation {PgoNames.RestoreAnnotation}, spec.backups.pgbackrest.restore.enabled): it goes before everything else and overwrites the data");
        }

        if (cluster.IsShutdown)
        {
            hazards.Add("spec.shutdown is true: it is kept down");
        }

        if (cluster.IsPaused)
        {
            hazards.Add("spec.paused is true: its operator leaves it alone");
        }

        return hazards;
    }
}
