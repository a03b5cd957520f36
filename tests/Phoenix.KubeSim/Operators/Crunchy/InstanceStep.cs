using System.Text.Json.Nodes;
using Phoenix.KubeSim.Operators.Crunchy.Node;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>The instances: a claim, a StatefulSet and a Pod each. Of each set the double runs one instance at most, and of all sets the first one.</summary>
/// <param name="pass">The pass.</param>
internal sealed class InstanceStep(ClusterPass pass)
{
    private PostgresClusterSpec Spec => pass.Spec;

    private ClusterStatus Status => pass.Status;

    /// <summary>Writes what is known of the instances into the status.</summary>
    public void Observe()
    {
        Status.Content["instances"] = Json.List(Spec.InstanceSets.OrderBy(s => s.Name, StringComparer.Ordinal).Select(set =>
        {
            KubeObject[] pods = [.. pass.Pods.Where(p => ClusterPass.Label(p, CrunchyNames.InstanceSet) == set.Name)];
            int ready = pods.Count(IsReady);
            JsonObject entry = new() { ["name"] = set.Name };
            foreach ((string key, int count) in ((string, int)[])[("replicas", pods.Length), ("readyReplicas", ready), ("updatedReplicas", pods.Length)])
            {
                if (count > 0)
                {
                    entry[key] = count;
                }
            }

            return entry;
        }));
    }

    /// <summary>Makes or changes the StatefulSets, and hands them to the node.</summary>
    public async Task RunAsync(ServerCertificate certificate)
    {
        if (pass.Pods.FirstOrDefault(p => ClusterPass.Label(p, CrunchyNames.Role) == CrunchyNames.Leader) is { } leader)
        {
            Status.StartWith(Spec.Shutdown ? ClusterPass.Label(leader, CrunchyNames.Instance) ?? "" : "", ClusterPass.Label(leader, CrunchyNames.InstanceSet) ?? "");
        }

        if (Spec.InstanceSets is not [var set, ..])
        {
            return;
        }

        KubeObject? runner = pass.Runners.FirstOrDefault(r => ClusterPass.Label(r, CrunchyNames.InstanceSet) == set.Name && !r.IsDeleting);
        string name = runner?.Name ?? FreeInstance(set.Name) ?? CrunchyNames.NewInstance(Spec.Name, set.Name);
        KubeObject claim = await ClaimAsync(name, set.Name, set.Content);
        bool runs = Status.StartupInstance.Length == 0 || (Status.StartupInstance == name && !(Spec.Shutdown && pass.Pods.Count <= 1));
        runner = await pass.ApplyAsync(pass.Kinds.StatefulSet, StatefulSet(name, set.Name, claim.Name, runs ? 1 : 0));
        await KeepPodAsync(runner, claim, set.Name, runs, Plan(certificate));
    }

    /// <summary>The claim of an instance: one with its labels is used again, whatever is on it.</summary>
    public async Task<KubeObject> ClaimAsync(string instance, string set, JsonObject content)
    {
        KubeObject? known = pass.Volumes.FirstOrDefault(v =>
            ClusterPass.Label(v, CrunchyNames.Instance) == instance && ClusterPass.Label(v, CrunchyNames.InstanceSet) == set && ClusterPass.Label(v, CrunchyNames.Role) == "pgdata");
        JsonObject claim = new()
        {
            ["metadata"] = pass.Metadata(
                known?.Name ?? instance + "-pgdata",
                [(CrunchyNames.InstanceSet, set), (CrunchyNames.Instance, instance), (CrunchyNames.Role, "pgdata"), (CrunchyNames.Data, "postgres")]),
            ["spec"] = content["dataVolumeClaimSpec"]?.DeepClone(),
        };
        if (known is null)
        {
            claim["metadata"]!["finalizers"] = new JsonArray(CrunchyNames.ClaimProtection);
        }

        KubeObject applied = await pass.ApplyAsync(pass.Kinds.Volume, claim);
        pass.Node.Volumes.Make(applied.Uid ?? "");
        if (applied.TextAt("status", "phase") != "Bound")
        {
            JsonObject status = new()
            {
                ["phase"] = "Bound",
                ["accessModes"] = applied.At("spec", "accessModes")?.DeepClone(),
                ["capacity"] = applied.At("spec", "resources", "requests")?.DeepClone(),
            };
            await pass.Objects.PatchAsync(pass.Kinds.Volume, Spec.Space, applied.Name, new JsonObject { ["status"] = status }, status: true, pass.Token);
        }

        return applied;
    }

    private static bool IsReady(KubeObject pod) =>
        Json.Objects(pod.At("status", "conditions")).Any(c => Json.Text(c["type"]) == "Ready" && Json.Text(c["status"]) == "True");

    // A claim without an instance gives its name to the next one.
    private string? FreeInstance(string set) => pass.Volumes
        .Where(v => !v.IsDeleting && ClusterPass.Label(v, CrunchyNames.InstanceSet) == set && ClusterPass.Label(v, CrunchyNames.Role) == "pgdata")
        .Select(v => ClusterPass.Label(v, CrunchyNames.Instance))
        .FirstOrDefault(i => i is not null && pass.Runners.All(r => r.Name != i));

    private JsonObject StatefulSet(string name, string set, string claim, int replicas)
    {
        JsonObject metadata = pass.Metadata(name, [(CrunchyNames.InstanceSet, set), (CrunchyNames.Instance, name), (CrunchyNames.Data, "postgres")]);
        return new JsonObject
        {
            ["metadata"] = metadata,
            ["spec"] = new JsonObject
            {
                ["replicas"] = replicas,
                ["serviceName"] = CrunchyNames.PodService(Spec.Name),
                ["selector"] = new JsonObject
                {
                    ["matchLabels"] = new JsonObject { [CrunchyNames.Cluster] = Spec.Name, [CrunchyNames.InstanceSet] = set, [CrunchyNames.Instance] = name },
                },
                ["updateStrategy"] = new JsonObject { ["type"] = "OnDelete" },
                ["template"] = new JsonObject
                {
                    ["metadata"] = new JsonObject { ["labels"] = metadata["labels"]!.DeepClone() },
                    ["spec"] = new JsonObject
                    {
                        ["containers"] = Json.List(
                            Container(CrunchyNames.DatabaseContainer, ports: true), Container("replication-cert-copy"), Container("pgbackrest"), Container("pgbackrest-config")),
                        ["volumes"] = Json.List(new JsonObject { ["name"] = "postgres-data", ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = claim } }),
                    },
                },
            },
        };
    }

    private JsonObject Container(string name, bool ports = false)
    {
        JsonObject container = new()
        {
            ["name"] = name,
            ["image"] = Spec.Image,
            ["volumeMounts"] = Json.List(new JsonObject { ["name"] = "postgres-data", ["mountPath"] = CrunchyNames.DataMount }),
        };
        if (ports)
        {
            container["ports"] = Json.List(new JsonObject { ["name"] = "postgres", ["containerPort"] = Spec.Port, ["protocol"] = "TCP" });
        }

        return container;
    }

    // The StatefulSet controller: one Pod, of the same name each time.
    private async Task KeepPodAsync(KubeObject runner, KubeObject claim, string set, bool runs, InstancePlan plan)
    {
        string name = runner.Name + "-0";
        KubeObject? pod = pass.Pods.FirstOrDefault(p => p.Name == name);
        if (!runs)
        {
            await SetRunningAsync(runner, ready: 0, replicas: 0);
            return; // The node ends what no StatefulSet wants.
        }

        if (pod is null)
        {
            JsonObject labels = runner.At("spec", "template", "metadata", "labels")?.DeepClone() as JsonObject ?? [];
            labels["statefulset.kubernetes.io/pod-name"] = name;
            labels["controller-revision-hash"] = runner.Name + "-1";
            JsonObject made = new()
            {
                ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = Spec.Space, ["labels"] = labels, ["ownerReferences"] = ClusterObjects.OwnedBy(runner) },
                ["spec"] = CrunchyNode.Placed(runner.At("spec", "template", "spec"), pass.Options),
            };
            pod = await pass.Objects.CreateAsync(pass.Kinds.Pod, made, pass.Token);
        }

        if (pod?.Uid is not string uid || pod.IsDeleting)
        {
            return;
        }

        if (pass.Node.Instance(uid) is { } process)
        {
            process.Follow(plan);
        }
        else
        {
            InstancePlace place = new(pass.Options, pass.Node.Runner, pass.Node.Volumes.Make(claim.Uid ?? ""), Spec.PostgresVersion);
            InstanceReport report = new(pass.Objects, pass.Options.Time, Spec.Object, pod, pass.Node.Logs, place.LogFile);
            pass.Node.Add(uid, Spec.Space, name, new InstanceProcess(pass.Objects, pass.Options, place, report, plan));
        }

        await SetRunningAsync(runner, IsReady(pod) ? 1 : 0, replicas: 1);
    }

    private async Task SetRunningAsync(KubeObject runner, int ready, int replicas)
    {
        JsonObject status = new()
        {
            ["observedGeneration"] = runner.Generation,
            ["replicas"] = replicas,
            ["readyReplicas"] = ready,
            ["availableReplicas"] = ready,
            ["currentReplicas"] = replicas,
            ["updatedReplicas"] = replicas,
            ["currentRevision"] = runner.Name + "-1",
            ["updateRevision"] = runner.Name + "-1",
        };
        if (!Json.Covers(runner.At("status"), status))
        {
            await pass.Objects.PatchAsync(pass.Kinds.StatefulSet, Spec.Space, runner.Name, new JsonObject { ["status"] = status }, status: true, pass.Token);
        }
    }

    private InstancePlan Plan(ServerCertificate certificate) => new()
    {
        Cluster = Spec.Name,
        Version = Spec.PostgresVersion,
        ContainerPort = Spec.Port,
        Projections = Spec.Configuration,
        BackRest = BackRestFiles.Instance(Spec.Repositories, Spec.Global, Spec.PostgresVersion, Spec.Port),
        RepositoryVolumes = [.. Spec.Repositories.Where(r => r.IsVolume).Select(r => r.Name)],
        Parameters = ServerParameters.Of(Spec),
        StandbyRepository = Spec.Standby ? Digits(Spec.StandbyRepo) : null,
        Restored = Status.Restore is not null,
        SystemIdentifier = Status.SystemIdentifier,
        Certificate = certificate,
    };

    private static string Digits(string? repo) => new([.. (repo ?? "").Where(char.IsAsciiDigit)]);
}
