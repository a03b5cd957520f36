using System.Diagnostics;
using System.Text.Json.Nodes;
using Npgsql;
using Phoenix.Castle;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Recovery;

namespace Phoenix.Bench;

/// <summary>
/// One cycle of the castle without Phoenix, by direct calls: the same tools, the same objects, each awaited by a watch (or, of the database, by asking each 50 ms). Nothing is compared, gated or proven. Each part is
/// timed alone, one after the other.
/// </summary>
/// <param name="stage">The castle, raised.</param>
internal sealed class CastleByHand(CastleStage stage)
{
    private const string Space = "castle-db";
    private const string Database = "castle";
    private const string PostgresApi = "postgres-operator.crunchydata.com/v1";
    private const string KustomizationApi = "kustomize.toolkit.fluxcd.io/v1";
    private const string Run = "run --non-interactive --no-color --";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly List<(string, double)> _parts = [];

    private IClusterApi Api => stage.Site.Cluster!.Api;

    /// <summary>The operator begins with a backup of its own after each rebirth; whatever comes next waits for it.</summary>
    public Task FirstBackupAsync() => UntilAsync(PostgresApi, "PostgresCluster", Space, Database, cluster => cluster.At("status", "pgbackrest", "repos") is JsonArray repositories && repositories.Any(r => r?["replicaCreateBackupComplete"]?.GetValue<bool>() == true));

    /// <summary>Backs up, wipes, creates.</summary>
    public async Task<CastleParts> CycleAsync()
    {
        _parts.Clear();
        await PartAsync("backup", BackupAsync);
        Lsn end = default;
        await PartAsync("switch and archive", async () => end = await ArchiveAsync());
        await PartAsync("wipe handover", () => DeleteAsync(KustomizationApi, "Kustomization", "flux-system", "instances"));
        await PartAsync("wipe database", () => DeleteAsync(PostgresApi, "PostgresCluster", Space, Database));
        foreach (string unit in (string[])["gitops", "networking", "storage", "engine"])
        {
            await PartAsync($"wipe {unit}", () => ForgetAsync(unit));
        }

        await PartAsync("wipe platform", () => TerragruntAsync("platform", "destroy -auto-approve -json -input=false -lock-timeout=60s"));
        await PartAsync("wipe secrets", () => TerragruntAsync("secrets", "destroy -auto-approve -json -input=false -lock-timeout=60s"));
        await PartAsync("create secrets", () => ApplyUnitAsync("secrets"));
        await PartAsync("create platform", async () =>
        {
            await ApplyUnitAsync("platform");
            await ToolAsync("kubectl", stage.Copy, "--kubeconfig", "out/kubeconfig", "get", "--raw", "/readyz");
        });
        await PartAsync("create engine", async () =>
        {
            await ApplyUnitAsync("engine");
            string node = stage.Site.Machines.First(m => m.Role == "controlplane").Address;
            await ToolAsync("talosctl", stage.Copy, "health", "--wait-timeout", "20s", "--talosconfig", Path.Combine(stage.Copy, "out", "talosconfig"), "--nodes", node);
        });
        await PartAsync("create networking", async () =>
        {
            await ApplyUnitAsync("networking");
            await UntilAsync("discovery.k8s.io/v1", "EndpointSlice", "metallb-system", null, s => s.At("endpoints") is JsonArray endpoints && endpoints.Any(e => e?["conditions"]?["ready"]?.GetValue<bool>() == true));
        });
        await PartAsync("create storage", async () =>
        {
            await ApplyUnitAsync("storage");
            await UntilAsync("longhorn.io/v1beta2", "Node", "longhorn-system", stage.Site.Machines[^1].Name, n => Is(n, "Ready") && Is(n, "Schedulable"));
        });
        await PartAsync("create gitops", async () =>
        {
            await ApplyUnitAsync("gitops");
            await UntilAsync(KustomizationApi, "Kustomization", "flux-system", "configs", k => Is(k, "Ready"));
            await UntilAsync("external-secrets.io/v1", "ExternalSecret", Space, "castle-s3", e => Is(e, "Ready"));
        });
        await PartAsync("create database", () => RestoreAsync(end));
        await PartAsync("create handover", async () =>
        {
            await ApplyAsync(Path.Combine(stage.Copy, "clusters", "handover", "instances.yaml"));
            await UntilAsync(KustomizationApi, "Kustomization", "flux-system", "instances", k => Is(k, "Ready"));
        });
        return new CastleParts([.. _parts]);
    }

    private async Task PartAsync(string name, Func<Task> act)
    {
        long start = TimeProvider.System.GetTimestamp();
        await act();
        _parts.Add((name, TimeProvider.System.GetElapsedTime(start).TotalSeconds));
    }

    private async Task BackupAsync()
    {
        string id = $"by-hand-{Guid.NewGuid():N}";
        KubeKind kind = await ServedAsync(PostgresApi, "PostgresCluster");
        await Api.PatchAsync(kind, Space, Database, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["postgres-operator.crunchydata.com/pgbackrest-backup"] = id } } }, status: false, CancellationToken.None);
        await UntilAsync(PostgresApi, "PostgresCluster", Space, Database, cluster =>
        {
            JsonNode? backup = cluster.At("status", "pgbackrest", "manualBackup");
            return backup?["id"]?.ToString() == id && backup["finished"]?.GetValue<bool>() == true
                && (backup["succeeded"]?.GetValue<int>() > 0 ? true : throw new InvalidOperationException($"the backup failed: {backup}"));
        });
    }

    private async Task<Lsn> ArchiveAsync()
    {
        await using NpgsqlConnection connection = await AdministerAsync();
        string segment = await AskAsync(connection, "select pg_walfile_name(pg_current_wal_insert_lsn())");
        string end = await AskAsync(connection, "select pg_switch_wal()::text");
        while (string.CompareOrdinal(await AskAsync(connection, "select coalesce(max(last_archived_wal), '') from pg_stat_archiver"), segment) < 0)
        {
            await Task.Delay(Pause);
        }

        return Lsn.Parse(end);
    }

    private async Task ForgetAsync(string unit)
    {
        string shown = await TerragruntAsync(unit, "show -json -no-color");
        IEnumerable<string> addresses = JsonNode.Parse(shown)!["values"]!["root_module"]!["resources"]!.AsArray().Select(r => r!["address"]!.ToString());
        await TerragruntAsync(unit, $"state rm -lock-timeout=60s {string.Join(' ', addresses)}");
        await TerragruntAsync(unit, "destroy -auto-approve -json -input=false -lock-timeout=60s");
    }

    // Made as a standby, replayed to the old end, opened.
    private async Task RestoreAsync(Lsn end)
    {
        await ApplyAsync(Path.Combine(stage.Copy, "clusters", "castle", "instances", "castle.yaml"));
        await UntilAnsweredAsync("select pg_last_wal_replay_lsn()::text", answer => answer.Length > 0 && Lsn.Parse(answer) >= end);
        KubeKind kind = await ServedAsync(PostgresApi, "PostgresCluster");
        await Api.PatchAsync(kind, Space, Database, new JsonObject { ["spec"] = new JsonObject { ["standby"] = new JsonObject { ["enabled"] = false } } }, status: false, CancellationToken.None);
        await UntilAnsweredAsync("select pg_is_in_recovery()::text", answer => answer == "false");
        await using NpgsqlConnection connection = await AdministerAsync();
        await AskAsync(connection, "select count(*)::text from pg_class");
        await AskAsync(connection, "create table by_hand (id int); drop table by_hand; select ''");
    }

    private async Task UntilAnsweredAsync(string sql, Func<string, bool> holds)
    {
        long start = TimeProvider.System.GetTimestamp();
        string last = "nothing";
        while (TimeProvider.System.GetElapsedTime(start) < Longest)
        {
            try
            {
                await using NpgsqlConnection connection = await AdministerAsync();
                while (!holds(last = await AskAsync(connection, sql)))
                {
                    await Task.Delay(Pause);
                }

                return;
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
            {
                // It does not run yet, or starts anew.
                last = e.Message;
            }

            await Task.Delay(Pause);
        }

        throw new InvalidOperationException($"{sql}: {last}");
    }

    private Task<NpgsqlConnection> AdministerAsync() => stage.ConnectAsync("postgres", "CASTLE_DB_ADMIN_PASSWORD", CancellationToken.None);

    private static async Task<string> AskAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        return (await command.ExecuteScalarAsync())?.ToString() ?? "";
    }

    private async Task ApplyAsync(string file)
    {
        foreach (KubeObject one in YamlManifests.Read(await File.ReadAllTextAsync(file)))
        {
            await Api.ApplyAsync(await ServedAsync(one.ApiVersion, one.Kind), one, force: true, CancellationToken.None);
        }
    }

    private async Task DeleteAsync(string apiVersion, string kind, string @namespace, string name)
    {
        KubeKind served = await ServedAsync(apiVersion, kind);
        await Api.DeleteAsync(served, @namespace, name, null, CancellationToken.None);
        using CancellationTokenSource bound = new(Longest);
        bool isThere = false;
        await foreach (KubeChange change in Api.WatchAsync(served, @namespace, name, null, bound.Token))
        {
            isThere |= change.Type == KubeChangeType.Present;
            if (change.Type == KubeChangeType.Gone || (change.Type == KubeChangeType.Listed && !isThere))
            {
                return;
            }
        }
    }

    private async Task UntilAsync(string apiVersion, string kind, string @namespace, string? name, Func<KubeObject, bool> holds)
    {
        KubeKind served = await ServedAsync(apiVersion, kind);
        using CancellationTokenSource bound = new(Longest);
        await foreach (KubeChange change in Api.WatchAsync(served, @namespace, name, null, bound.Token))
        {
            if (change is { Type: KubeChangeType.Present, Object: { } now } && holds(now))
            {
                return;
            }
        }
    }

    private async Task<KubeKind> ServedAsync(string apiVersion, string kind)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < Longest)
        {
            if (await Api.FindKindAsync(apiVersion, kind, CancellationToken.None) is { } served)
            {
                return served;
            }

            await Task.Delay(Pause);
        }

        throw new InvalidOperationException($"the cluster serves no {kind} of {apiVersion}");
    }

    private static bool Is(KubeObject of, string condition) =>
        (of.At("status", "conditions") as JsonArray)?.Any(c => c?["type"]?.ToString() == condition && c["status"]?.ToString() == "True" && (c["observedGeneration"] is not { } seen || seen.GetValue<long>() == of.Generation)) == true;

    private Task ApplyUnitAsync(string unit) => TerragruntAsync(unit, "apply -auto-approve -json -input=false -lock-timeout=60s");

    private Task<string> TerragruntAsync(string unit, string command) =>
        ToolAsync("terragrunt", Path.Combine(stage.Copy, "live", unit), [.. Run.Split(' '), .. command.Split(' ')]);

    private async Task<string> ToolAsync(string program, string folder, params string[] arguments)
    {
        string standIn = Path.Combine(stage.Programs, program);
        ProcessStartInfo start = new(File.Exists(standIn) ? standIn : program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        CastleSecrets secrets = stage.Secrets;
        foreach ((string name, string value) in new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = secrets["CASTLE_STATE_KEY"],
            ["AWS_SECRET_ACCESS_KEY"] = secrets["CASTLE_STATE_SECRET"],
            ["PROXMOX_VE_API_TOKEN"] = secrets["CASTLE_PROXMOX_TOKEN"],
            ["SSL_CERT_FILE"] = "pve-ca.pem",
            ["TF_VAR_git_username"] = secrets["CASTLE_GIT_USERNAME"],
            ["TF_VAR_git_token"] = secrets["CASTLE_GIT_TOKEN"],
            ["TF_VAR_infisical_client_id"] = secrets["CASTLE_CLUSTER_CLIENT_ID"],
            ["TF_VAR_infisical_client_secret"] = secrets["CASTLE_CLUSTER_CLIENT_SECRET"],
        })
        {
            if (program == "terragrunt")
            {
                start.Environment[name] = value;
            }
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await error}{await output}");
    }
}
