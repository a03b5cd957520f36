using System.Text.Json.Nodes;
using Phoenix.KubeSim.Operators.Crunchy.Node;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>
/// Fills the data directory from a repository before the cluster is bootstrapped: the bootstrap by <c>spec.dataSource</c> and the restore in place (the
/// operator's <c>reconcileDataSource</c> and what it calls).
/// </summary>
/// <param name="pass">The pass.</param>
internal sealed class DataSourceStep(ClusterPass pass)
{
    private ClusterStatus Status => pass.Status;

    private PostgresClusterSpec Spec => pass.Spec;

    /// <summary>Looks at the restore, and goes on with it.</summary>
    /// <returns>Whether the pass ends here, because the data are not there yet.</returns>
    public async Task<bool> RunAsync()
    {
        KubeObject? job = pass.RestoreJob;
        Observe(job);
        string? restoreId = Spec.RestoreAnnotation;
        RestoreSource source;
        if (restoreId is not null && Spec.InPlace is { } inPlace)
        {
            source = RestoreSource.OfCluster(inPlace);
        }
        else if (Spec.ClusterSource is { } cluster)
        {
            source = RestoreSource.OfCluster(cluster);
            restoreId = "~pgo-bootstrap-" + Spec.Name;
        }
        else if (Spec.CloudSource is { } cloud)
        {
            source = RestoreSource.OfCloud(cloud);
            restoreId = "~pgo-bootstrap-" + Spec.Name;
        }
        else
        {
            return false;
        }

        bool inProgress = Status.IsTrue(ClusterStatus.RestoreProgressing);
        bool ready = inProgress && Status.Reason(ClusterStatus.RestoreProgressing) == ClusterStatus.ReadyForRestore;
        bool idChanged = restoreId != (Json.Text(Status.Restore?["id"]) ?? "");
        bool configChanged = job is not null && ClusterPass.Annotation(job, CrunchyNames.ConfigHash) != source.Hash;
        if ((inProgress && (!ready || configChanged)) || idChanged)
        {
            await PrepareAsync(job, restoreId!);
            return true;
        }

        if (Status.IsTrue(ClusterStatus.DataInitialized))
        {
            return false;
        }

        await RestoreAsync(source);
        return true;
    }

    private void Observe(KubeObject? job)
    {
        if (job is null)
        {
            return;
        }

        bool complete = JobProcess.Is(job, "Complete");
        bool failed = JobProcess.Is(job, "Failed");
        if (Status.Restore is { } record)
        {
            ClusterStatus.Follow(record, job.Content, complete || failed);
        }

        if (complete)
        {
            Status.Set(ClusterStatus.DataInitialized, "True", "PGBackRestRestoreComplete", "pgBackRest restore completed successfully");
            Status.Remove(ClusterStatus.RestoreProgressing);
        }
        else if (failed)
        {
            Status.Set(ClusterStatus.DataInitialized, "False", "PGBackRestRestoreFailed", "pgBackRest restore failed");
        }
    }

    // Takes down, pass by pass, what there is: an earlier Job, the runners, Patroni's store. A cluster that runs is no exception.
    private async Task PrepareAsync(KubeObject? job, string restoreId)
    {
        Status.Content["pgbackrest"] = new JsonObject { ["restore"] = new JsonObject { ["id"] = restoreId, ["finished"] = false } };
        if (Status.StartupInstance.Length == 0)
        {
            KubeObject? primary = pass.Pods.FirstOrDefault(p => ClusterPass.Label(p, CrunchyNames.Role) == CrunchyNames.Leader);
            if (primary is not null)
            {
                Status.StartWith(ClusterPass.Label(primary, CrunchyNames.Instance) ?? "", ClusterPass.Label(primary, CrunchyNames.InstanceSet) ?? "");
            }
            else if (pass.Runners.Count > 0)
            {
                Status.StartWith(pass.Runners[0].Name, ClusterPass.Label(pass.Runners[0], CrunchyNames.InstanceSet) ?? "");
            }
            else if (Spec.InstanceSets is [var first, ..])
            {
                Status.StartWith(CrunchyNames.StartupInstance(Spec.Name, first.Name), first.Name);
            }
        }

        if (job is not null)
        {
            Preparing("removing restore job");
            await pass.Objects.DeleteAsync(pass.Kinds.Job, job, pass.Token);
            return;
        }

        if (pass.Pods.Any(p => Json.Objects(p.At("status", "containerStatuses")).Any(c => Json.Text(c["name"]) == CrunchyNames.DatabaseContainer && Json.At(c, "state", "running") is not null)))
        {
            Preparing("removing runners");
            foreach (KubeObject runner in pass.Runners)
            {
                await pass.Objects.DeleteAsync(pass.Kinds.StatefulSet, runner, pass.Token);
            }

            return;
        }

        List<KubeObject> store = [];
        foreach (string name in (string[])[CrunchyNames.PatroniScope(Spec.Name), CrunchyNames.PatroniConfig(Spec.Name), CrunchyNames.PatroniScope(Spec.Name) + "-failover"])
        {
            if (await pass.Objects.GetAsync(pass.Kinds.Endpoints, Spec.Space, name, pass.Token) is { } endpoints)
            {
                store.Add(endpoints);
            }
        }

        if (store.Count == 0)
        {
            Status.Remove(ClusterStatus.DataInitialized);
            Status.Set(ClusterStatus.RestoreProgressing, "True", ClusterStatus.ReadyForRestore, "Restoring cluster in-place");
            Status.SystemIdentifier = "";
            return;
        }

        Preparing("removing DCS");
        foreach (KubeObject endpoints in store)
        {
            await pass.Objects.DeleteAsync(pass.Kinds.Endpoints, endpoints, pass.Token);
        }
    }

    private void Preparing(string what) =>
        Status.Set(ClusterStatus.RestoreProgressing, "True", "RestoreInPlaceRequested", $"Preparing cluster to restore in-place: {what}");

    private async Task RestoreAsync(RestoreSource source)
    {
        if (Status.Bootstrapped)
        {
            Status.Set(ClusterStatus.DataInitialized, "True", "ClusterAlreadyBootstrapped", "The cluster is already bootstrapped");
            return;
        }

        (string Name, JsonObject Content) set = Spec.InstanceSets.FirstOrDefault(s => s.Name == Status.StartupInstanceSet);
        if (set.Content is null || await ConfigurationAsync(source) is not { } configuration)
        {
            return;
        }

        KubeObject claim = await new InstanceStep(pass).ClaimAsync(Status.StartupInstance, set.Name, set.Content);
        if (RestoreArguments.Refuse(source.Options) is string refusal)
        {
            // And that is all: no Job, no condition, no other try.
            await pass.EventAsync("Warning", "InvalidDataSource", refusal);
            return;
        }

        await JobAsync(source, configuration, claim);
    }

    // The generated file and the projections that the Job mounts. Of spec.backups a restore from the cloud gets nothing.
    private async Task<RestoreConfiguration?> ConfigurationAsync(RestoreSource source)
    {
        if (source.Cloud is { } cloud)
        {
            RepositorySpec repository = new(cloud["repo"] as JsonObject ?? []);
            await BackRestStep.WriteConfigurationAsync(pass, [repository], Json.Map(cloud["global"]));
            return new RestoreConfiguration([.. Json.Objects(cloud["configuration"])], [repository]);
        }

        PostgresClusterSpec origin = Spec;
        string name = source.ClusterName ?? Spec.Name;
        if (name != Spec.Name)
        {
            if (await pass.Objects.GetAsync(pass.Kinds.PostgresCluster, Spec.Space, name, pass.Token) is not { } found)
            {
                await pass.EventAsync("Warning", "InvalidDataSource", $"PostgresCluster \"{name}\" does not exist");
                return null;
            }

            origin = new PostgresClusterSpec(found);
        }

        if (origin.Repositories.All(r => r.Name != source.RepoName))
        {
            await pass.EventAsync("Warning", "InvalidDataSource", $"PostgresCluster \"{name}\" does not have a repo named \"{source.RepoName}\" defined");
            return null;
        }

        await BackRestStep.WriteConfigurationAsync(pass, origin.Repositories, origin.Global);
        return new RestoreConfiguration([.. Spec.Configuration, .. origin == Spec ? [] : origin.Configuration], origin.Repositories);
    }

    private async Task JobAsync(RestoreSource source, RestoreConfiguration configuration, KubeObject claim)
    {
        (string, string)[] labels = [(CrunchyNames.BackRest, ""), (CrunchyNames.BackRestRestore, ""), (CrunchyNames.StartupInstanceLabel, Status.StartupInstance)];
        (string, string)[] notes = [(CrunchyNames.ConfigHash, source.Hash)];
        string arguments = RestoreArguments.Make(source, Spec.PostgresVersion);
        JsonObject metadata = pass.Metadata(CrunchyNames.RestoreJob(Spec.Name), labels, notes);
        KubeObject? job = pass.RestoreJob;
        if (job is null)
        {
            JsonObject made = new()
            {
                ["metadata"] = metadata,
                ["spec"] = new JsonObject
                {
                    ["template"] = new JsonObject
                    {
                        ["metadata"] = new JsonObject { ["labels"] = metadata["labels"]!.DeepClone(), ["annotations"] = metadata["annotations"]!.DeepClone() },
                        ["spec"] = new JsonObject
                        {
                            ["restartPolicy"] = "Never",
                            ["containers"] = Json.List(new JsonObject
                            {
                                ["name"] = CrunchyNames.RestoreContainer,
                                ["image"] = Spec.Image,
                                ["command"] = new JsonArray("bash", "-ceu", "--", "pgbackrest restore ${opts}", "-", CrunchyNames.DataDirectory(Spec.PostgresVersion), arguments),
                                ["volumeMounts"] = Json.List(new JsonObject { ["name"] = "postgres-data", ["mountPath"] = CrunchyNames.DataMount }),
                            }),
                            ["volumes"] = Json.List(new JsonObject { ["name"] = "postgres-data", ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = claim.Name } }),
                        },
                    },
                },
            };
            job = await pass.Objects.CreateAsync(pass.Kinds.Job, made, pass.Token);
        }

        if (job?.Uid is string uid && !job.IsDeleting && !pass.Node.HasJob(uid) && !JobProcess.Is(job, "Complete") && !JobProcess.Is(job, "Failed"))
        {
            RestoreContainer container = new()
            {
                Objects = pass.Objects,
                Options = pass.Options,
                Runner = pass.Node.Runner,
                Volume = pass.Node.Volumes.Make(claim.Uid ?? ""),
                Version = Spec.PostgresVersion,
                Projections = configuration.Projections,
                ConfigMap = CrunchyNames.BackRestConfigMap(Spec.Name),
                RepositoryVolumes = [.. configuration.Repositories.Where(r => r.IsVolume).Select(r => r.Name)],
                Arguments = arguments,
            };
            CrunchyFaults faults = pass.Faults;
            pass.Node.Add(uid, new JobProcess(pass.Objects, pass.Options, job, pass.Node.Logs, RunAsync));

            async Task<int> RunAsync(JobAttempt attempt, CancellationToken token)
            {
                if (faults.TakeFailingRestore())
                {
                    await attempt.RunningAsync(token);
                    attempt.Print("ERROR: [103]: unable to find a valid repository (made by the test)");
                    return 103;
                }

                return await container.RunAsync(attempt, token);
            }
        }
    }
}
