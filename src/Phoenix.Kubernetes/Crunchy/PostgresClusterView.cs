using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Ports;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>What a PostgresCluster says and what its operator reports of it. Reads one snapshot; looks nothing up.</summary>
/// <param name="cluster">The object.</param>
public sealed class PostgresClusterView(KubeObject cluster)
{
    internal const int DefaultPort = 5432;
    internal const string FirstBackup = "PGBackRestReplicaCreate";

    /// <summary>The object.</summary>
    public KubeObject Object => cluster;

    /// <summary>Its identity: a cluster that was made again has another one.</summary>
    public string? Uid => cluster.Uid;

    /// <summary>Whether it is a read-only copy of a repository. <c>enabled</c> is true where <c>standby</c> says nothing else (the CRD's default).</summary>
    public bool IsStandby => cluster.At("spec", "standby") is JsonObject && Flag(true, "spec", "standby", "enabled");

    /// <summary>The repository that a standby reads; null for none.</summary>
    public string? StandbyRepo => cluster.TextAt("spec", "standby", "repoName");

    /// <summary>Whether a standby streams from another server, which archiving knows nothing of.</summary>
    public bool StreamsFromHost => cluster.TextAt("spec", "standby", "host") is { Length: > 0 };

    /// <summary>Whether it is to be down.</summary>
    public bool IsShutdown => Flag(false, "spec", "shutdown");

    /// <summary>Whether the operator leaves it alone.</summary>
    public bool IsPaused => Flag(false, "spec", "paused");

    /// <summary>Whether its data are to come from a restore when it is made.</summary>
    public bool HasDataSource => cluster.At("spec", "dataSource", "pgbackrest") is JsonObject || cluster.At("spec", "dataSource", "postgresCluster") is JsonObject;

    /// <summary>Whether an in-place restore is asked for: it is carried out before anything else, over whatever data there are.</summary>
    public bool HasInPlaceRestore =>
        Flag(false, "spec", "backups", "pgbackrest", "restore", "enabled") && cluster.TextAt("metadata", "annotations", PgoNames.RestoreAnnotation) is { Length: > 0 };

    /// <summary>PostgreSQL's major version; 0 when it names none.</summary>
    public int PostgresVersion => Number("spec", "postgresVersion") ?? 0;

    /// <summary>The port that it listens on.</summary>
    public int Port => Number("spec", "port") ?? DefaultPort;

    /// <summary>The identity of its database, as Patroni reports it; null before there is one.</summary>
    public ulong? SystemIdentifier =>
        ulong.TryParse(cluster.TextAt("status", "patroni", "systemIdentifier"), NumberStyles.None, CultureInfo.InvariantCulture, out ulong identifier) ? identifier : null;

    /// <summary>The names of its users; empty where it names none, and the operator makes one of the cluster's name.</summary>
    public IReadOnlyList<string> Users => [.. (cluster.At("spec", "users") as JsonArray ?? []).Select(u => Text(u?["name"])).OfType<string>()];

    /// <summary>Whether pgBackRest may drop WAL that it cannot push while it reports success.</summary>
    public bool DropsQueue => Global("archive-push-queue-max") is { Length: > 0 };

    /// <summary>The manual backup's settings; null when it has none.</summary>
    public JsonObject? Manual => cluster.At("spec", "backups", "pgbackrest", "manual") as JsonObject;

    /// <summary>What became of the manual backup that was asked for last.</summary>
    public PostgresClusterBackup? ManualBackup => cluster.At("status", "pgbackrest", "manualBackup") is JsonObject backup
        ? new PostgresClusterBackup(Text(backup["id"]) ?? "", backup["finished"] is JsonValue f && f.TryGetValue(out bool done) && done, Count(backup["succeeded"]), Count(backup["failed"]))
        : null;

    /// <summary>Whether the operator has taken the backup of its own that it takes of every new cluster, into its first repository; it begins no other one before.</summary>
    public bool HasFirstBackup => FindCondition(FirstBackup)?.StartsWith("True ", StringComparison.Ordinal) == true;

    /// <summary>Where backups and WAL go to by its manifest; what a mounted configuration file changes of it is not seen. Null when the repository is not in S3, or not declared.</summary>
    /// <param name="repo">The repository's name.</param>
    /// <param name="like">How the stack file writes the endpoint: the same one is given back in the same form.</param>
    public RepositoryLocation? FindLocation(string repo, RepositoryLocation like)
    {
        JsonNode? declared = (cluster.At("spec", "backups", "pgbackrest", "repos") as JsonArray ?? []).FirstOrDefault(r => Text(r?["name"]) == repo);
        return declared?["s3"] is not JsonObject s3 ? null : new RepositoryLocation(
            Endpoint(Text(s3["endpoint"]) ?? "", Global($"{repo}-storage-port"), like.Endpoint),
            Text(s3["bucket"]) ?? "",
            Text(s3["region"]) ?? "",
            Path(Global($"{repo}-path") ?? $"/pgbackrest/{repo}", like.Path),
            PgoNames.Stanza);
    }

    /// <summary>A condition's status and words; null when it has no such condition.</summary>
    /// <param name="type">The condition's type.</param>
    public string? FindCondition(string type) => (cluster.At("status", "conditions") as JsonArray ?? []).FirstOrDefault(c => Text(c?["type"]) == type) is JsonObject found
        ? $"{Text(found["status"])} ({Text(found["reason"])}{(Text(found["message"]) is { Length: > 0 } message ? ": " + message : "")})"
        : null;

    private static string Path(string path, string like) => path.TrimEnd('/') == like.TrimEnd('/') ? like : path;

    // The manifest has host and port apart, and 443 is not written at all.
    private static string Endpoint(string host, string? port, string like)
    {
        string full = host.Contains(':', StringComparison.Ordinal) || port is null ? host : $"{host}:{port}";
        return Bare(full) == Bare(like) ? like : full;
        static string Bare(string endpoint) => endpoint.EndsWith(":443", StringComparison.Ordinal) ? endpoint[..^4] : endpoint;
    }

    private string? Global(string option) => cluster.At("spec", "backups", "pgbackrest", "global", option) switch
    {
        JsonValue value when value.TryGetValue(out string? text) => text,
        { } other => other.ToJsonString(),
        null => null,
    };

    private bool Flag(bool usual, params ReadOnlySpan<string> path) => cluster.At(path) is JsonValue value && value.TryGetValue(out bool flag) ? flag : usual;

    private int? Number(params ReadOnlySpan<string> path) => JsonNumber.Read(cluster.At(path)) is >= int.MinValue and <= int.MaxValue and long number ? (int)number : null;

    private static int Count(JsonNode? node) => JsonNumber.Read(node) is >= 0 and <= int.MaxValue and long number ? (int)number : 0;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
