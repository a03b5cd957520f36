using System.Text.Json.Nodes;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.KubeSim.Operators.Crunchy.Node;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>Everything of pgBackRest that is no restore (the operator's <c>reconcilePGBackRest</c>).</summary>
/// <param name="pass">The pass.</param>
internal sealed class BackRestStep(ClusterPass pass)
{
    private static readonly TimeSpan StanzaBound = TimeSpan.FromMinutes(2);

    private PostgresClusterSpec Spec => pass.Spec;

    private ClusterStatus Status => pass.Status;

    /// <summary>Writes the ConfigMap with the generated configuration.</summary>
    public static Task WriteConfigurationAsync(ClusterPass pass, IReadOnlyList<RepositorySpec> repositories, IReadOnlyDictionary<string, string> global) => pass.ApplyAsync(
        pass.Kinds.ConfigMap,
        new JsonObject
        {
            ["metadata"] = pass.Metadata(CrunchyNames.BackRestConfigMap(pass.Spec.Name), [(CrunchyNames.BackRest, ""), (CrunchyNames.BackRestConfig, "")]),
            ["data"] = new JsonObject
            {
                [CrunchyNames.InstanceConfig] = BackRestFiles.Instance(repositories, global, pass.Spec.PostgresVersion, pass.Spec.Port),
                ["config-hash"] = ConfigHash(repositories),
            },
        });

    public async Task RunAsync()
    {
        if (Spec.Repositories.Count == 0)
        {
            Status.Content["pgbackrest"] = new JsonObject();
            return;
        }

        await CleanAsync();
        await RepoHostAsync();
        Repositories();
        await WriteConfigurationAsync(pass, Spec.Repositories, Spec.Global);
        await StanzaAsync();
        BackupStep backups = new(pass);
        await backups.ReplicaCreateAsync(ConfigHash(Spec.Repositories));
        await backups.ManualAsync();
        await backups.SchedulesAsync();
    }

    /// <summary>The operator's hash of all repositories together.</summary>
    private static string ConfigHash(IReadOnlyList<RepositorySpec> repositories) =>
        SafeHash.Of(repositories.Where(r => !r.IsVolume).OrderBy(r => r.Name, StringComparer.Ordinal).Select(r => r.OptionsHash));

    // A restore Job has done its work once Patroni has taken the data up.
    private async Task CleanAsync()
    {
        if (Status.Bootstrapped && pass.RestoreJob is { } job && !job.IsDeleting)
        {
            await pass.Objects.DeleteAsync(pass.Kinds.Job, job, pass.Token);
        }
    }

    private async Task RepoHostAsync()
    {
        string name = CrunchyNames.RepoHost(Spec.Name);
        bool isNew = await pass.Objects.GetAsync(pass.Kinds.StatefulSet, Spec.Space, name, pass.Token) is null;
        JsonObject metadata = pass.Metadata(name, [(CrunchyNames.BackRest, ""), (CrunchyNames.BackRestDedicated, ""), (CrunchyNames.Data, "pgbackrest")]);
        int replicas = Spec.Shutdown ? 0 : 1;
        KubeObject host = await pass.ApplyAsync(pass.Kinds.StatefulSet, new JsonObject
        {
            ["metadata"] = metadata,
            ["spec"] = new JsonObject
            {
                ["replicas"] = replicas,
                ["serviceName"] = CrunchyNames.PodService(Spec.Name),
                ["selector"] = new JsonObject
                {
                    ["matchLabels"] = new JsonObject { [CrunchyNames.Cluster] = Spec.Name, [CrunchyNames.BackRest] = "", [CrunchyNames.BackRestDedicated] = "" },
                },
                ["template"] = new JsonObject
                {
                    ["metadata"] = new JsonObject { ["labels"] = metadata["labels"]!.DeepClone() },
                    ["spec"] = new JsonObject { ["containers"] = Json.List(new JsonObject { ["name"] = CrunchyNames.BackupContainer, ["image"] = Spec.Image }) },
                },
            },
        });
        JsonObject ready = new() { ["observedGeneration"] = host.Generation, ["replicas"] = replicas, ["readyReplicas"] = replicas, ["availableReplicas"] = replicas };
        if (!Json.Covers(host.At("status"), ready))
        {
            await pass.Objects.PatchAsync(pass.Kinds.StatefulSet, Spec.Space, name, new JsonObject { ["status"] = ready }, status: true, pass.Token);
        }

        Status.Section("pgbackrest")["repoHost"] = new JsonObject { ["apiVersion"] = "apps/v1", ["kind"] = "StatefulSet", ["ready"] = replicas > 0 };
        Status.Set(
            ClusterStatus.RepoHostReady,
            replicas > 0 ? "True" : "False",
            replicas > 0 ? "RepoHostReady" : "RepoHostNotReady",
            replicas > 0 ? "pgBackRest dedicated repository host is ready" : "pgBackRest dedicated repository host is not ready");
        if (isNew)
        {
            await pass.EventAsync("Normal", "RepoHostCreated", $"created pgBackRest repository host StatefulSet/{name}");
        }
    }

    // Another hash means another repository: its stanza is made, and a backup is taken.
    private void Repositories()
    {
        Dictionary<string, JsonObject> known = Status.Repositories.ToDictionary(r => Json.Text(r["name"]) ?? "", StringComparer.Ordinal);
        Status.Section("pgbackrest")["repos"] = Json.List(Spec.Repositories.OrderBy(r => r.Name, StringComparer.Ordinal).Select(repository =>
        {
            JsonObject entry = known.GetValueOrDefault(repository.Name)?.DeepClone() as JsonObject ?? new JsonObject { ["name"] = repository.Name };
            if (!repository.IsVolume && Json.Text(entry["repoOptionsHash"]) != repository.OptionsHash)
            {
                entry = new JsonObject { ["name"] = repository.Name, ["repoOptionsHash"] = repository.OptionsHash };
            }

            return entry;
        }));
    }

    // The empty takeover is made here: whatever database is writable gets the stanza.
    private async Task StanzaAsync()
    {
        if (pass.Writable is { } server && Status.Repositories.Any(r => !Json.Flag(r["stanzaCreated"])))
        {
            await CreateStanzaAsync(server);
        }

        bool created = Status.Repositories.FirstOrDefault(r => Json.Text(r["name"]) == Spec.Repositories[0].Name) is { } first && Json.Flag(first["stanzaCreated"]);
        Status.Set(
            ClusterStatus.ReplicaRepoReady,
            created ? "True" : "False",
            created ? "StanzaCreated" : "StanzaNotCreated",
            created ? "pgBackRest replica create repo is ready for backups" : "pgBackRest replica create repo is not ready for backups");
    }

    private async Task CreateStanzaAsync(InstanceProcess server)
    {
        string stanza = $"--stanza={CrunchyNames.Stanza}";
        string? problem = null;
        try
        {
            ToolResult created = await server.Place.BackRestAsync("stanza-create", stanza, StanzaBound, pass.Token);
            ToolResult last = created.ExitCode == 0 ? created : await server.Place.BackRestAsync("stanza-upgrade", stanza, StanzaBound, pass.Token);
            problem = last.ExitCode == 0 ? null : $"command terminated with exit code {last.ExitCode}: {created.StandardError}{created.StandardOutput}{last.StandardError}{last.StandardOutput}";
        }
        catch (PhoenixException e) when (e.Code == ErrorCode.TimedOut)
        {
            problem = e.Message;
        }

        if (problem is not null)
        {
            await pass.EventAsync("Warning", "UnableToCreateStanzas", server.Place.There(problem));
            pass.Again = pass.Options.RetryPause;
            return;
        }

        foreach (JsonObject repository in Status.Repositories)
        {
            repository["stanzaCreated"] = true;
        }

        await pass.EventAsync("Normal", "StanzasCreated", "pgBackRest stanza creation completed successfully");
    }
}
