using System.Text.Json.Nodes;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>The status that a pass of the operator works on; written as a merge patch when it differs in the end.</summary>
/// <param name="before">The status as it was read.</param>
/// <param name="generation">The generation that conditions are about.</param>
/// <param name="now">The moment, for conditions that change.</param>
internal sealed class ClusterStatus(JsonObject? before, long generation, string now)
{
    public const string DataInitialized = "PostgresDataInitialized";
    public const string RestoreProgressing = "PGBackRestoreProgressing";
    public const string ReplicaCreate = "PGBackRestReplicaCreate";
    public const string ReplicaRepoReady = "PGBackRestReplicaRepoReady";
    public const string RepoHostReady = "PGBackRestRepoHostReady";
    public const string ManualBackup = "PGBackRestManualBackupSuccessful";
    public const string Progressing = "Progressing";
    public const string ReadyForRestore = "ReadyForRestore";

    private readonly JsonObject _before = before?.DeepClone() as JsonObject ?? [];

    public JsonObject Content { get; } = before?.DeepClone() as JsonObject ?? [];

    /// <summary>What is to be written; empty when nothing changed.</summary>
    public JsonObject Changes => Json.Difference(_before, Content);

    public string SystemIdentifier
    {
        get => Json.Text(Json.At(Content, "patroni", "systemIdentifier")) ?? "";
        set
        {
            if (value.Length > 0)
            {
                Section("patroni")["systemIdentifier"] = value;
            }
            else
            {
                (Content["patroni"] as JsonObject)?.Remove("systemIdentifier");
            }
        }
    }

    /// <summary>Whether Patroni has made or taken up the database.</summary>
    public bool Bootstrapped => SystemIdentifier.Length > 0;

    public string StartupInstance => Json.Text(Content["startupInstance"]) ?? "";

    public string StartupInstanceSet => Json.Text(Content["startupInstanceSet"]) ?? "";

    public JsonObject? Restore => Json.At(Content, "pgbackrest", "restore") as JsonObject;

    public IEnumerable<JsonObject> Repositories => Json.Objects(Json.At(Content, "pgbackrest", "repos"));

    /// <summary>A mapping of the status, made when it is not there.</summary>
    public JsonObject Section(string name)
    {
        if (Content[name] is not JsonObject section)
        {
            Content[name] = section = [];
        }

        return section;
    }

    public void StartWith(string instance, string set)
    {
        if (instance.Length > 0)
        {
            Content["startupInstance"] = instance;
            Content["startupInstanceSet"] = set;
        }
        else
        {
            Content.Remove("startupInstance");
            Content.Remove("startupInstanceSet");
        }
    }

    public JsonObject? Condition(string type) => Json.Objects(Content["conditions"]).FirstOrDefault(c => Json.Text(c["type"]) == type);

    public bool IsTrue(string type) => Json.Text(Condition(type)?["status"]) == "True";

    public string? Reason(string type) => Json.Text(Condition(type)?["reason"]);

    /// <summary>Sets a condition; its moment changes with its status only.</summary>
    public void Set(string type, string status, string reason, string message)
    {
        JsonObject? known = Condition(type);
        JsonObject condition = new()
        {
            ["type"] = type,
            ["status"] = status,
            ["reason"] = reason,
            ["message"] = message,
            ["observedGeneration"] = generation,
            ["lastTransitionTime"] = Json.Text(known?["status"]) == status ? Json.Text(known?["lastTransitionTime"]) : now,
        };
        Remove(type);
        if (Content["conditions"] is not JsonArray conditions)
        {
            Content["conditions"] = conditions = [];
        }

        conditions.Add(condition);
        Content["conditions"] = Json.List(conditions.Select(c => c?.DeepClone()).OrderBy(c => Json.Text(c?["type"]), StringComparer.Ordinal));
    }

    public void Remove(string type)
    {
        if (Condition(type) is { } known)
        {
            Content["conditions"]!.AsArray().Remove(known);
        }
    }

    /// <summary>Copies what a Job came to into one of the status' own records of it.</summary>
    public static void Follow(JsonObject record, JsonNode? job, bool finished)
    {
        foreach (string key in (string[])["startTime", "completionTime", "succeeded", "failed", "active"])
        {
            if (Json.At(job, "status", key) is JsonNode value && !(value is JsonValue && Json.Number(value) == 0))
            {
                record[key] = value.DeepClone();
            }
            else
            {
                record.Remove(key);
            }
        }

        record["finished"] = finished || Json.Flag(record["finished"]);
    }
}
