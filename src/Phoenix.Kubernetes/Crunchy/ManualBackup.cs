using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Ports;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>A backup that the operator is asked for by an annotation, followed to its end, and looked for in the repository.</summary>
/// <param name="site">The layer.</param>
internal sealed class ManualBackup(CrunchySite site)
{
    private const int LogLines = 20;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    // A backup must not expire the one that a rebirth may still need.
    private static readonly string[] Options = ["--type=full", "--no-expire-auto"];

    private string RepoName => site.Definition.RepoName;

    /// <summary>Takes one.</summary>
    /// <returns>The set as the repository lists it.</returns>
    public async Task<BackupSet> TakeAsync(CancellationToken cancellationToken)
    {
        KubeKind kind = await site.KindAsync(cancellationToken);
        PostgresClusterView before = await site.ReadAsync(cancellationToken) ?? throw new PhoenixException(ErrorCode.NotFound, $"there is no {PgoNames.Kind} {site.Name}", "create the stack first");

        // The operator begins with a backup of its own after each rebirth; what is asked for before that one ended waits behind it.
        await AwaitFirstAsync(kind, cancellationToken);
        HashSet<string> known = [.. (await site.Outside.ReadInfoAsync(cancellationToken)).Backups.Select(b => b.Label)];
        JsonObject? settings = before.Manual?.DeepClone().AsObject();
        bool patches = site.Definition.Manage == ClusterManage.Patch;
        if (!patches)
        {
            RefuseSettings(settings);
        }

        string id = $"phoenix-{Guid.NewGuid():N}";
        await PatchAsync(kind, id, patches ? Wanted() : null, cancellationToken);
        try
        {
            await AwaitAsync(kind, id, cancellationToken);
        }
        finally
        {
            if (patches)
            {
                // Given back whatever became of it. By merge patch: a key that was not there is taken away by null.
                await site.Cluster.PatchAsync(kind, site.Name.Namespace, site.Name.Name, Settings(Replacing(Wanted(), settings)), status: false, CancellationToken.None);
            }
        }

        RepositoryInfo info = await site.Outside.ReadInfoAsync(cancellationToken);
        return info.Backups.LastOrDefault(b => !known.Contains(b.Label)) ?? throw new PhoenixException(
            ErrorCode.ToolFailed,
            $"the operator reports the backup of {site.Name} as done, and the repository lists no new one",
            "its repository and the stack's may be two: compare bucket, path and stanza");
    }

    // A merge patch keeps the keys that it does not name: those that are not to stay are named with null.
    private static JsonObject? Replacing(JsonObject present, JsonObject? earlier)
    {
        if (earlier is null)
        {
            return null;
        }

        JsonObject patch = earlier.DeepClone().AsObject();
        foreach ((string key, _) in present)
        {
            patch.TryAdd(key, null);
        }

        return patch;
    }

    private static JsonObject Settings(JsonObject? manual) => new()
    {
        ["spec"] = new JsonObject { ["backups"] = new JsonObject { ["pgbackrest"] = new JsonObject { ["manual"] = manual } } },
    };

    private JsonObject Wanted() => new() { ["repoName"] = RepoName, ["options"] = new JsonArray([.. Options.Select(o => (JsonNode)o)]) };

    private void RefuseSettings(JsonObject? settings)
    {
        string[] options = [.. (settings?["options"] as JsonArray ?? []).Select(o => o?.ToString() ?? "")];
        if ((string?)settings?["repoName"] != RepoName || !options.Contains("--type=full") || !options.Contains("--no-expire-auto"))
        {
            throw new PhoenixException(
                ErrorCode.Configuration,
                $"{site.Name} has no settings for a full manual backup to {RepoName}, and Git owns its manifest",
                $"set spec.backups.pgbackrest.manual to {{ repoName: {RepoName}, options: [{string.Join(", ", Options)}] }} in Git, or 'manage: patch' in the stack file");
        }
    }

    private Task PatchAsync(KubeKind kind, string id, JsonObject? manual, CancellationToken cancellationToken)
    {
        JsonObject patch = manual is null ? new JsonObject() : Settings(manual);
        patch["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [PgoNames.BackupAnnotation] = id } };
        return site.Cluster.PatchAsync(kind, site.Name.Namespace, site.Name.Name, patch, status: false, cancellationToken);
    }

    private Task AwaitFirstAsync(KubeKind kind, CancellationToken cancellationToken) => site.Waiting.ForAsync(
        kind,
        site.Name.Namespace,
        site.Name.Name,
        $"the operator's own first backup of {site.Name}",
        Longest,
        found => Present(found).HasFirstBackup ? null : $"it is not complete{Words(Present(found), PostgresClusterView.FirstBackup)}",
        cancellationToken);

    private async Task AwaitAsync(KubeKind kind, string id, CancellationToken cancellationToken)
    {
        PostgresClusterBackup? last = null;
        await site.Waiting.ForAsync(
            kind,
            site.Name.Namespace,
            site.Name.Name,
            $"the backup of {site.Name}",
            Longest,
            found =>
            {
                last = Present(found).ManualBackup;
                return last is { IsFinished: true } && last.Id == id ? null
                    : last?.Id == id ? $"its Job runs ({last.Failed} pods of it failed)" : $"the operator has not begun it{Words(Present(found), "PGBackRestManualBackupSuccessful")}";
            },
            cancellationToken);
        if (last is not { Succeeded: > 0 })
        {
            throw new PhoenixException(
                ErrorCode.ToolFailed, $"the backup of {site.Name} failed: {await ReadLogAsync(cancellationToken) ?? "its pods left no log"}", "put the log of the Job's pod through 'phoenix explain'");
        }
    }

    private PostgresClusterView Present(KubeObject? found) => found is null
        ? throw new PhoenixException(ErrorCode.LayerFailed, $"{PgoNames.Kind} {site.Name} went away while it was backed up", "find out who deleted it")
        : new PostgresClusterView(found);

    private static string Words(PostgresClusterView cluster, string condition) => cluster.FindCondition(condition) is string words ? $", {condition} is {words}" : "";

    private async Task<string?> ReadLogAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<KubeObject> pods = await site.Cluster.ListAsync(
            CrunchySite.Pods, site.Name.Namespace, $"{PgoNames.OfCluster(site.Name)},{PgoNames.BackupLabel}=manual", cancellationToken);
        string? newest = pods.OrderBy(p => p.TextAt("metadata", "creationTimestamp"), StringComparer.Ordinal).LastOrDefault()?.Name;
        string? log = newest is null ? null : await site.Cluster.ReadLogAsync(site.Name.Namespace, newest, null, LogLines, cancellationToken);
        string[] lines = [.. (log ?? "").Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];
        return lines.LastOrDefault(l => l.Contains("ERROR", StringComparison.Ordinal)) ?? lines.LastOrDefault();
    }
}
