using System.Text.Json;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Recovery;

namespace Phoenix.Adapters.PgBackRest;

/// <summary>Reads <c>pgbackrest info --output=json</c>. Fields come and go with versions, so only what is used is looked for.</summary>
public static class PgBackRestInfo
{
    /// <summary>Reads the part of one stanza. A backup made offline has no WAL positions: its LSNs are 0/0, its segments empty.</summary>
    /// <exception cref="PhoenixException">The status is an error of the repository (its cause decides the code), or the text is not pgBackRest's.</exception>
    public static RepositoryInfo Parse(string json, string stanza)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            foreach (JsonElement element in document.RootElement.EnumerateArray())
            {
                if (element.GetProperty("name").GetString() == stanza)
                {
                    return ReadStanza(element);
                }
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // With a wrong passphrase it prints what it "decrypted" as it is, which is no JSON any more.
            throw PgBackRestFault.Find(json) is PgBackRestFault fault
                ? PgBackRestFaults.Translate("pgbackrest info", fault)
                : new PhoenixException(ErrorCode.ToolFailed, "pgbackrest info printed something that is no description of a repository", "Check the installed pgBackRest; Phoenix was tried with 2.45.", e);
        }

        // What an empty repository (or a path with a trailing slash on some versions) looks like.
        return new RepositoryInfo(1, "missing stanza path", null, [], "none");
    }

    private static RepositoryInfo ReadStanza(JsonElement stanza)
    {
        JsonElement status = stanza.GetProperty("status");
        int code = status.GetProperty("code").GetInt32();
        string message = Text(status, "message") ?? "";
        foreach (JsonElement repository in Items(stanza, "repo"))
        {
            string detail = repository.TryGetProperty("status", out JsonElement own) ? Text(own, "message") ?? "" : "";
            if (PgBackRestFault.Find(detail) is PgBackRestFault fault)
            {
                throw PgBackRestFaults.Translate("pgbackrest info", fault);
            }
        }

        StanzaCluster[] clusters =
        [
            .. Items(stanza, "db").Select(d => new StanzaCluster(d.GetProperty("id").GetInt32(), d.GetProperty("system-id").GetUInt64(), Text(d, "version") ?? "")).DistinctBy(c => c.Id).OrderBy(c => c.Id),
        ];
        Dictionary<int, ulong> systems = clusters.ToDictionary(c => c.Id, c => c.SystemIdentifier);
        BackupSet[] backups = [.. Items(stanza, "backup").Select(b => ReadBackup(b, systems)).OrderBy(b => b.StoppedAt).ThenBy(b => b.Label, StringComparer.Ordinal)];
        return new RepositoryInfo(code, message, clusters.LastOrDefault()?.SystemIdentifier, backups, Text(stanza, "cipher") ?? "none")
        {
            Clusters = clusters,
            Details = Items(stanza, "backup").DistinctBy(b => Text(b, "label")).ToDictionary(b => b.GetProperty("label").GetString()!, ReadDetails),
        };
    }

    private static BackupDetails ReadDetails(JsonElement backup)
    {
        JsonElement stored = Child(Child(backup, "info"), "repository");
        return new BackupDetails(
            Child(stored, "size") is { ValueKind: JsonValueKind.Number } size ? size.GetInt64() : 0,
            [.. Items(backup, "reference").Select(r => r.GetString()).OfType<string>()],
            Child(backup, "annotation") is { ValueKind: JsonValueKind.Object } notes ? notes.EnumerateObject().ToDictionary(n => n.Name, n => n.Value.ToString()) : [])
        {
            StoredBytes = Child(stored, "delta") is { ValueKind: JsonValueKind.Number } delta ? delta.GetInt64() : 0,
        };
    }

    private static BackupSet ReadBackup(JsonElement backup, Dictionary<int, ulong> systems)
    {
        JsonElement archive = Child(backup, "archive");
        JsonElement lsn = Child(backup, "lsn");
        JsonElement times = backup.GetProperty("timestamp");
        int db = Child(backup, "database") is { ValueKind: JsonValueKind.Object } d ? d.GetProperty("id").GetInt32() : systems.Keys.DefaultIfEmpty().Max();
        return new BackupSet(
            backup.GetProperty("label").GetString()!,
            Text(backup, "type") ?? "full",
            Position(lsn, "start"),
            Position(lsn, "stop"),
            Text(archive, "start") ?? "",
            Text(archive, "stop") ?? "",
            DateTimeOffset.FromUnixTimeSeconds(times.GetProperty("start").GetInt64()),
            DateTimeOffset.FromUnixTimeSeconds(times.GetProperty("stop").GetInt64()),
            systems.TryGetValue(db, out ulong system) ? system : throw new FormatException($"backup of unknown database {db}"),
            Child(backup, "error").ValueKind == JsonValueKind.True,
            Child(backup, "info") is { ValueKind: JsonValueKind.Object } info && info.TryGetProperty("size", out JsonElement size) ? size.GetInt64() : 0);
    }

    private static Lsn Position(JsonElement lsn, string name) => Text(lsn, name) is string text ? Lsn.Parse(text) : Lsn.Zero;

    private static JsonElement Child(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement child) ? child : default;

    private static string? Text(JsonElement element, string name) =>
        Child(element, name) is { ValueKind: JsonValueKind.String } child ? child.GetString() : null;

    private static JsonElement[] Items(JsonElement element, string name) =>
        Child(element, name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];
}
