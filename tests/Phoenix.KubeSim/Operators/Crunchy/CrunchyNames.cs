namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>The operator's labels, annotations and names of objects (its <c>internal/naming</c>).</summary>
internal static class CrunchyNames
{
    public const string Group = "postgres-operator.crunchydata.com";
    public const string Prefix = Group + "/";
    public const string Finalizer = Prefix + "finalizer";
    public const string ClaimProtection = "kubernetes.io/pvc-protection";
    public const string Manager = "postgrescluster-controller";

    public const string Cluster = Prefix + "cluster";
    public const string Instance = Prefix + "instance";
    public const string InstanceSet = Prefix + "instance-set";
    public const string Role = Prefix + "role";
    public const string Data = Prefix + "data";
    public const string Patroni = Prefix + "patroni";
    public const string User = Prefix + "pguser";
    public const string StartupInstanceLabel = Prefix + "startup-instance";
    public const string Certificate = Prefix + "cluster-certificate";
    public const string BackRest = Prefix + "pgbackrest";
    public const string BackRestBackup = Prefix + "pgbackrest-backup";
    public const string BackRestConfig = Prefix + "pgbackrest-config";
    public const string BackRestCronJob = Prefix + "pgbackrest-cronjob";
    public const string BackRestDedicated = Prefix + "pgbackrest-dedicated";
    public const string BackRestRepo = Prefix + "pgbackrest-repo";
    public const string BackRestRestore = Prefix + "pgbackrest-restore";

    /// <summary>Annotation of a Job: the hash of what it was made from.</summary>
    public const string ConfigHash = Prefix + "pgbackrest-hash";

    /// <summary>Role of the Pod that leads, of a standby cluster, too.</summary>
    public const string Leader = "master";

    /// <summary>Kind of backup that the operator takes by itself.</summary>
    public const string ReplicaCreate = "replica-create";

    /// <summary>Kind of backup that a person asks for.</summary>
    public const string Manual = "manual";

    public const string DatabaseContainer = "database";
    public const string BackupContainer = "pgbackrest";
    public const string RestoreContainer = "pgbackrest-restore";
    public const string InstanceConfig = "pgbackrest_instance.conf";

    /// <summary>The stanza of every cluster's own backups.</summary>
    public const string Stanza = "db";

    /// <summary>Where the data volume is mounted in the operator's containers.</summary>
    public const string DataMount = "/pgdata";

    /// <summary>The directory of the server's socket in the operator's containers, no path of this machine.</summary>
    public const string SocketMount = "/" + "tmp/postgres";

    /// <summary>The name of the instance that a restore is made for: the same each time, so that a volume that survived is used again.</summary>
    public static string StartupInstance(string cluster, string set) => $"{cluster}-{set}-{SafeHash.Of(cluster, set)[..4]}";

    /// <summary>The name of a new instance that nothing was restored for.</summary>
    public static string NewInstance(string cluster, string set) => $"{cluster}-{set}-{SafeHash.Random()}";

    public static string DataDirectory(int version) => $"{DataMount}/pg{version}";

    public static string WalDirectory(int version) => $"{DataMount}/pg{version}_wal";

    public static string BackRestConfigMap(string cluster) => cluster + "-pgbackrest-config";

    public static string RestoreJob(string cluster) => cluster + "-pgbackrest-restore";

    public static string RepoHost(string cluster) => cluster + "-repo-host";

    public static string PodService(string cluster) => cluster + "-pods";

    public static string PrimaryService(string cluster) => cluster + "-primary";

    public static string ReplicaService(string cluster) => cluster + "-replicas";

    public static string PatroniScope(string cluster) => cluster + "-ha";

    public static string PatroniConfig(string cluster) => cluster + "-ha-config";

    public static string CertificateSecret(string cluster) => cluster + "-cluster-cert";

    public static string ReplicationSecret(string cluster) => cluster + "-replication-cert";

    public static string UserSecret(string cluster, string user) => $"{cluster}-pguser-{user}";
}
