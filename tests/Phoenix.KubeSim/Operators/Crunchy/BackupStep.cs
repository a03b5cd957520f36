using System.Text.Json.Nodes;
using Phoenix.Adapters.Processes;
using Phoenix.KubeSim.Operators.Crunchy.Node;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>Backups: the one that the operator takes by itself, the one that a person asks for, and the schedules.</summary>
/// <param name="pass">The pass.</param>
internal sealed class BackupStep(ClusterPass pass)
{
    private static readonly TimeSpan Bound = TimeSpan.FromHours(12);

    private PostgresClusterSpec Spec => pass.Spec;

    private ClusterStatus Status => pass.Status;

    /// <summary>The first backup after the cluster is writable; replicas would be made of it.</summary>
    public async Task ReplicaCreateAsync(string configHash)
    {
        RepositorySpec repository = Spec.Repositories[0];
        JsonObject entry = Status.Repositories.First(r => Json.Text(r["name"]) == repository.Name);
        await TakeAsync();
        bool done = Json.Flag(entry["replicaCreateBackupComplete"]);
        Status.Set(
            ClusterStatus.ReplicaCreate,
            done ? "True" : "False",
            done ? "RepoBackupComplete" : "RepoBackupNotComplete",
            done ? "pgBackRest replica creation is now possible" : "pgBackRest replica creation is not currently possible");

        async Task TakeAsync()
        {
            if (pass.Writable is null || Json.Flag(entry["replicaCreateBackupComplete"]))
            {
                return;
            }

            KubeObject? job = pass.Jobs.FirstOrDefault(j => ClusterPass.Label(j, CrunchyNames.BackRestBackup) == CrunchyNames.ReplicaCreate);
            if (job is not null)
            {
                if (JobProcess.Is(job, "Failed") || ClusterPass.Label(job, CrunchyNames.BackRestRepo) != repository.Name
                    || ClusterPass.Annotation(job, CrunchyNames.ConfigHash) != configHash)
                {
                    await pass.Objects.DeleteAsync(pass.Kinds.Job, job, pass.Token);
                    return;
                }

                if (JobProcess.Is(job, "Complete"))
                {
                    entry["replicaCreateBackupComplete"] = true;
                    return;
                }
            }
            else if (!Status.IsTrue(ClusterStatus.RepoHostReady) || !Status.IsTrue(ClusterStatus.ReplicaRepoReady))
            {
                return;
            }

            await JobAsync(job, repository, CrunchyNames.ReplicaCreate, [], (CrunchyNames.ConfigHash, configHash));
        }
    }

    /// <summary>The backup of the annotation: a new value asks for a new one.</summary>
    public async Task ManualAsync()
    {
        string? wanted = Spec.BackupAnnotation;
        KubeObject? job = pass.Jobs.FirstOrDefault(j => ClusterPass.Label(j, CrunchyNames.BackRestBackup) == CrunchyNames.Manual);
        JsonObject section = Status.Section("pgbackrest");
        if (job is not null)
        {
            bool complete = JobProcess.Is(job, "Complete");
            bool failed = JobProcess.Is(job, "Failed");
            string? id = ClusterPass.Annotation(job, CrunchyNames.BackRestBackup);
            if (section["manualBackup"] is JsonObject record && Json.Text(record["id"]) == id)
            {
                if (complete)
                {
                    Status.Set(ClusterStatus.ManualBackup, "True", "ManualBackupComplete", "Manual backup completed successfully");
                }
                else if (failed)
                {
                    Status.Set(ClusterStatus.ManualBackup, "False", "ManualBackupFailed", "Manual backup did not complete successfully");
                }

                ClusterStatus.Follow(record, job.Content, complete || failed);
            }

            if ((complete || failed) && wanted is not null && id != wanted)
            {
                await pass.Objects.DeleteAsync(pass.Kinds.Job, job, pass.Token);
                return;
            }
        }

        if (pass.Writable is null || wanted is null || Spec.Manual is not { } manual)
        {
            return;
        }

        if (section["manualBackup"] is not JsonObject current || Json.Text(current["id"]) != wanted)
        {
            section["manualBackup"] = current = new JsonObject { ["id"] = wanted, ["finished"] = false };
            Status.Remove(ClusterStatus.ManualBackup);
        }

        if (Json.Flag(current["finished"]) || !Status.IsTrue(ClusterStatus.RepoHostReady) || !Status.IsTrue(ClusterStatus.ReplicaCreate))
        {
            return;
        }

        string name = Json.Text(manual["repoName"]) ?? "";
        if (Status.Repositories.FirstOrDefault(r => Json.Text(r["name"]) == name) is not { } repository)
        {
            await pass.EventAsync(
                "Warning", "InvalidBackupRepo", $"Unable to find status for \"{name}\" as configured for a manual backup.  Please ensure this repo is defined in the spec.");
            return;
        }

        if (!Json.Flag(repository["stanzaCreated"]))
        {
            await pass.EventAsync("Warning", "StanzaNotCreated", $"Stanza not created for \"{name}\" as specified for a manual backup");
            return;
        }

        IReadOnlyList<string> options = Json.Texts(manual["options"]);
        if (options.Any(o => o.Contains("--repo=", StringComparison.Ordinal) || o.Contains("--repo ", StringComparison.Ordinal)))
        {
            await pass.EventAsync("Warning", "InvalidManualBackup", "Option '--repo' is not allowed: please use the 'repoName' field instead.");
            return;
        }

        await JobAsync(job, Spec.Repositories.First(r => r.Name == name), CrunchyNames.Manual, options, (CrunchyNames.BackRestBackup, wanted));
    }

    /// <summary>The CronJobs; suspended while the cluster is shut down or a standby. Nobody runs them here.</summary>
    public async Task SchedulesAsync()
    {
        if (!Status.Bootstrapped || !Status.IsTrue(ClusterStatus.ReplicaCreate))
        {
            return;
        }

        foreach (RepositorySpec repository in Spec.Repositories)
        {
            foreach ((string type, string schedule) in repository.Schedules)
            {
                JsonObject metadata = pass.Metadata(
                    $"{Spec.Name}-{repository.Name}-{type}", [(CrunchyNames.BackRest, ""), (CrunchyNames.BackRestRepo, repository.Name), (CrunchyNames.BackRestCronJob, type)]);
                await pass.ApplyAsync(pass.Kinds.CronJob, new JsonObject
                {
                    ["metadata"] = metadata,
                    ["spec"] = new JsonObject
                    {
                        ["schedule"] = schedule,
                        ["suspend"] = Spec.Shutdown || Spec.Standby,
                        ["concurrencyPolicy"] = "Forbid",
                        ["jobTemplate"] = new JsonObject
                        {
                            ["metadata"] = new JsonObject { ["labels"] = metadata["labels"]!.DeepClone() },
                            ["spec"] = Template(metadata, repository, ["--type=" + type]),
                        },
                    },
                });
            }
        }
    }

    private async Task JobAsync(KubeObject? job, RepositorySpec repository, string kind, IReadOnlyList<string> options, (string, string) note)
    {
        if (job is null)
        {
            JsonObject metadata = pass.Metadata(
                $"{Spec.Name}-backup-{SafeHash.Random()}",
                [(CrunchyNames.BackRest, ""), (CrunchyNames.BackRestRepo, repository.Name), (CrunchyNames.BackRestBackup, kind)],
                [note]);
            job = await pass.Objects.CreateAsync(
                pass.Kinds.Job, new JsonObject { ["metadata"] = metadata, ["spec"] = Template(metadata, repository, options) }, pass.Token);
        }

        if (job?.Uid is string uid && !job.IsDeleting && !pass.Node.HasJob(uid) && !JobProcess.Is(job, "Complete") && !JobProcess.Is(job, "Failed"))
        {
            string arguments = Arguments(repository, options);
            CrunchyNode node = pass.Node;
            string? pod = pass.WritablePod?.Uid;
            node.Add(uid, new JobProcess(pass.Objects, pass.Options, job, node.Logs, RunAsync));

            // As the operator's: the command runs where the database is.
            async Task<int> RunAsync(JobAttempt attempt, CancellationToken token)
            {
                await attempt.RunningAsync(token);
                if (pod is null || node.Instance(pod) is not { } server)
                {
                    attempt.Print("no pod of the database was found");
                    return 1;
                }

                ToolResult result = await server.Place.BackRestAsync("backup", arguments, Bound, token);
                attempt.Print(server.Place.There(result.StandardOutput + result.StandardError));
                return result.ExitCode;
            }
        }
    }

    private JsonObject Template(JsonObject metadata, RepositorySpec repository, IReadOnlyList<string> options) => new()
    {
        ["template"] = new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = metadata["labels"]!.DeepClone(), ["annotations"] = metadata["annotations"]?.DeepClone() ?? new JsonObject() },
            ["spec"] = new JsonObject
            {
                ["restartPolicy"] = "Never",
                ["containers"] = Json.List(new JsonObject
                {
                    ["name"] = CrunchyNames.BackupContainer,
                    ["image"] = Spec.Image,
                    ["command"] = new JsonArray("/opt/crunchy/bin/pgbackrest"),
                    ["env"] = Json.List(
                        new JsonObject { ["name"] = "COMMAND", ["value"] = "backup" },
                        new JsonObject { ["name"] = "COMMAND_OPTS", ["value"] = Arguments(repository, options) }),
                }),
            },
        },
    };

    private static string Arguments(RepositorySpec repository, IReadOnlyList<string> options) =>
        string.Join(' ', [$"--stanza={CrunchyNames.Stanza}", "--repo=" + repository.Index, .. options]);
}
