using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>Names that the Crunchy operator (PGO) gives to things: labels, annotations, Secrets (its <c>internal/naming</c>).</summary>
internal static class PgoNames
{
    public const string Group = "postgres-operator.crunchydata.com";
    public const string Kind = "PostgresCluster";
    public const string ClusterLabel = Group + "/cluster";
    public const string RoleLabel = Group + "/role";
    public const string UserLabel = Group + "/pguser";
    public const string BackupLabel = Group + "/pgbackrest-backup";
    public const string UserRole = "pguser";
    public const string BackupAnnotation = Group + "/pgbackrest-backup";
    public const string RestoreAnnotation = Group + "/pgbackrest-restore";

    /// <summary>The container that PostgreSQL and pgBackRest run in.</summary>
    public const string DatabaseContainer = "database";

    /// <summary>The stanza of every cluster; it cannot be chosen.</summary>
    public const string Stanza = "db";

    /// <summary>The role that replicas and backups of the server connect as, by certificate.</summary>
    public const string ReplicationUser = "_crunchyrepl";

    /// <summary>What Patroni calls the pod that leads, also the leader of a standby cluster: <c>master</c> up to Patroni 3, <c>primary</c> since.</summary>
    public static bool IsLeader(string? role) => role is "master" or "primary";

    public static string UserSecret(ClusterObjectName cluster, string user) => $"{cluster.Name}-pguser-{user}";

    public static string ReplicationSecret(ClusterObjectName cluster) => $"{cluster.Name}-replication-cert";

    public static string OfCluster(ClusterObjectName cluster) => $"{ClusterLabel}={cluster.Name}";
}
