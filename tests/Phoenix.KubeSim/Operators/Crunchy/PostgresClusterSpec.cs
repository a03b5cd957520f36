using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>What a PostgresCluster asks for, with the operator's defaults.</summary>
/// <param name="cluster">The object.</param>
internal sealed class PostgresClusterSpec(KubeObject cluster)
{
    public KubeObject Object => cluster;

    public string Name => cluster.Name;

    public string Space => cluster.Namespace ?? "";

    public int PostgresVersion => Json.Number(Spec("postgresVersion")) ?? 0;

    public int Port => Json.Number(Spec("port")) ?? 5432;

    public bool Paused => Json.Flag(Spec("paused"));

    public bool Shutdown => Json.Flag(Spec("shutdown"));

    public string Image => Json.Text(Spec("image")) ?? $"registry.developers.crunchydata.com/crunchydata/crunchy-postgres:ubi9-{PostgresVersion}";

    /// <summary>Whether the cluster only replays, and opens nothing for writing.</summary>
    public bool Standby => Spec("standby") is JsonObject && (Spec("standby", "enabled") is null || Json.Flag(Spec("standby", "enabled")));

    public string? StandbyHost => Json.Text(Spec("standby", "host"));

    public string? StandbyRepo => Json.Text(Spec("standby", "repoName"));

    public IReadOnlyList<(string Name, JsonObject Content)> InstanceSets =>
        [.. Json.Objects(Spec("instances")).Select((set, n) => (Json.Text(set["name"]) is { Length: > 0 } name ? name : n.ToString("00", CultureInfo.InvariantCulture), set))];

    public IReadOnlyList<RepositorySpec> Repositories => [.. Json.Objects(BackRest("repos")).Select(repo => new RepositorySpec(repo))];

    public IReadOnlyDictionary<string, string> Global => Json.Map(BackRest("global"));

    /// <summary>The projections that the instances mount.</summary>
    public IReadOnlyList<JsonObject> Configuration => [.. Json.Objects(BackRest("configuration"))];

    public JsonObject? Manual => BackRest("manual") as JsonObject;

    /// <summary>What an in-place restore reads; null when it is not enabled.</summary>
    public JsonObject? InPlace => BackRest("restore") is JsonObject restore && Json.Flag(restore["enabled"]) ? restore : null;

    public JsonObject? CloudSource => Spec("dataSource", "pgbackrest") as JsonObject;

    public JsonObject? ClusterSource => Spec("dataSource", "postgresCluster") as JsonObject;

    /// <summary>The users; null when nothing is said of them, which means one with the cluster's name.</summary>
    public IReadOnlyList<JsonObject>? Users => Spec("users") is JsonArray users ? [.. Json.Objects(users)] : null;

    public (string Name, string Key)? InitSql => Spec("databaseInitSQL") is JsonObject sql ? (Json.Text(sql["name"]) ?? "", Json.Text(sql["key"]) ?? "") : null;

    public string? RestoreAnnotation => Annotation(CrunchyNames.BackRestRestore);

    public string? BackupAnnotation => Annotation(CrunchyNames.BackRestBackup);

    /// <summary>Settings of the server that the user chose.</summary>
    public IReadOnlyDictionary<string, string> Parameters
    {
        get
        {
            Dictionary<string, string> all = Json.Map(Spec("patroni", "dynamicConfiguration", "postgresql", "parameters"));
            foreach ((string name, string value) in Json.Map(Spec("config", "parameters")))
            {
                all[name] = value;
            }

            return all;
        }
    }

    public JsonNode? Spec(params ReadOnlySpan<string> path) => Json.At(cluster.Content["spec"], path);

    private JsonNode? BackRest(string key) => Spec("backups", "pgbackrest", key);

    private string? Annotation(string name) => Json.Text(Json.At(cluster.Content, "metadata", "annotations", name)) is { Length: > 0 } value ? value : null;
}
