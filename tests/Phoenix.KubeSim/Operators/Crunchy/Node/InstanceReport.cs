using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Crunchy.Node;

/// <summary>What kubelet and Patroni write about one instance: the Pod's status and labels, and Patroni's store (Endpoints).</summary>
internal sealed class InstanceReport
{
    private static readonly string[] Containers = [CrunchyNames.DatabaseContainer, "replication-cert-copy", "pgbackrest", "pgbackrest-config"];
    private readonly ClusterObjects _objects;
    private readonly TimeProvider _time;
    private readonly KubeObject _pod;
    private readonly KubeObject _cluster;
    private readonly ContainerLogs _logs;
    private readonly string _started;
    private string _said = "";

    public InstanceReport(ClusterObjects objects, TimeProvider time, KubeObject cluster, KubeObject pod, ContainerLogs logs, string logFile)
    {
        (_objects, _time, _cluster, _pod, _logs) = (objects, time, cluster, pod, logs);
        _started = ClusterObjects.Moment(time);
        logs.Append(Space, pod.Name, CrunchyNames.DatabaseContainer, "");
        logs.Follow(Space, pod.Name, CrunchyNames.DatabaseContainer, () => File.Exists(logFile) ? File.ReadAllText(logFile) : "");
    }

    public string Space => _pod.Namespace ?? "";

    public string Pod => _pod.Name;

    /// <summary>Whether its containers were started once.</summary>
    public bool WasRunning { get; private set; }

    /// <summary>Writes a line of Patroni's.</summary>
    public void Note(string text) => _logs.Append(
        Space, _pod.Name, CrunchyNames.DatabaseContainer, $"{_time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss,fff", CultureInfo.InvariantCulture)} INFO: {text}");

    public Task NotMountedAsync(string missing, CancellationToken token) => SayAsync(
        "waiting " + missing,
        async t =>
        {
            await _objects.EventAsync(_pod, "Warning", "FailedMount", $"MountVolume.SetUp failed for volume \"pgbackrest-config\" : {missing}", t);
            await _objects.PatchAsync(_objects.Kinds.Pod, Space, _pod.Name, new JsonObject { ["status"] = Status(null, ready: false) }, status: true, t);
        },
        token);

    public Task RunningAsync(CancellationToken token)
    {
        WasRunning = true;
        return NotReadyAsync(token);
    }

    public Task NotReadyAsync(CancellationToken token) => SayAsync(
        "not ready",
        t => _objects.PatchAsync(_objects.Kinds.Pod, Space, _pod.Name, new JsonObject { ["status"] = Status(_started, ready: false) }, status: true, t),
        token);

    /// <summary>Says that the instance leads its cluster, and what it is.</summary>
    public Task LeadingAsync(InstancePlan plan, bool standby, string systemIdentifier, int timeline, CancellationToken token)
    {
        string role = standby ? "standby_leader" : "master";
        string member = $$"""{"conn_url":"postgres://{{Pod}}.{{CrunchyNames.PodService(plan.Cluster)}}:{{plan.ContainerPort}}/postgres","api_url":"https://{{Pod}}.{{CrunchyNames.PodService(plan.Cluster)}}:8008/patroni","state":"running","role":"{{role}}","version":"3.3.5","timeline":{{timeline}}}""";
        return SayAsync(
            $"{member} {systemIdentifier}",
            async t =>
            {
                await StoreAsync(plan, systemIdentifier, t);
                await _objects.PatchAsync(_objects.Kinds.Pod, Space, _pod.Name, new JsonObject { ["status"] = Status(_started, ready: true) }, status: true, t);
                JsonObject metadata = new()
                {
                    ["labels"] = new JsonObject { [CrunchyNames.Role] = CrunchyNames.Leader, [CrunchyNames.Patroni] = CrunchyNames.PatroniScope(plan.Cluster) },
                    ["annotations"] = new JsonObject { ["status"] = member },
                };
                await _objects.PatchAsync(_objects.Kinds.Pod, Space, _pod.Name, new JsonObject { ["metadata"] = metadata }, status: false, t);
            },
            token);
    }

    // Patroni keeps its cluster in Endpoints: who leads, and whose data it is.
    private async Task StoreAsync(InstancePlan plan, string systemIdentifier, CancellationToken token)
    {
        JsonObject address = new() { ["ip"] = PodAddress, ["targetRef"] = new JsonObject { ["kind"] = "Pod", ["name"] = Pod, ["namespace"] = Space, ["uid"] = _pod.Uid } };
        JsonObject leader = Endpoints(CrunchyNames.PatroniScope(plan.Cluster), plan, new JsonObject { ["leader"] = Pod, ["ttl"] = "30" });
        leader["subsets"] = Json.List(new JsonObject
        {
            ["addresses"] = Json.List(address),
            ["ports"] = Json.List(new JsonObject { ["name"] = "postgres", ["port"] = plan.ContainerPort, ["protocol"] = "TCP" }),
        });
        await _objects.ApplyAsync(_objects.Kinds.Endpoints, leader, token);
        await _objects.ApplyAsync(_objects.Kinds.Endpoints, Endpoints(CrunchyNames.PatroniConfig(plan.Cluster), plan, new JsonObject { ["initialize"] = systemIdentifier }), token);
    }

    private JsonObject Endpoints(string name, InstancePlan plan, JsonObject annotations) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = Space,
            ["labels"] = new JsonObject { [CrunchyNames.Cluster] = plan.Cluster, [CrunchyNames.Patroni] = CrunchyNames.PatroniScope(plan.Cluster) },
            ["annotations"] = annotations,
            ["ownerReferences"] = ClusterObjects.OwnedBy(_cluster),
        },
    };

    private const string PodAddress = "10.244.0.10";

    private JsonObject Status(string? running, bool ready)
    {
        string now = ClusterObjects.Moment(_time);
        return new JsonObject
        {
            ["phase"] = running is null ? "Pending" : "Running",
            ["startTime"] = _started,
            ["podIP"] = PodAddress,
            ["conditions"] = Json.List(
                Condition("PodScheduled", met: true, now), Condition("Initialized", running is not null, now), Condition("ContainersReady", ready, now), Condition("Ready", ready, now)),
            ["containerStatuses"] = Json.List(Containers.Select(name => new JsonObject
            {
                ["name"] = name,
                ["image"] = "crunchy-postgres",
                ["imageID"] = "",
                ["ready"] = ready,
                ["started"] = running is not null,
                ["restartCount"] = 0,
                ["state"] = running is null
                    ? new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "ContainerCreating" } }
                    : new JsonObject { ["running"] = new JsonObject { ["startedAt"] = running } },
            })),
        };
    }

    private static JsonObject Condition(string type, bool met, string now) =>
        new() { ["type"] = type, ["status"] = met ? "True" : "False", ["lastProbeTime"] = null, ["lastTransitionTime"] = now };

    private async Task SayAsync(string what, Func<CancellationToken, Task> write, CancellationToken token)
    {
        if (_said != what)
        {
            await _objects.PersistAsync(write, token);
            _said = what;
        }
    }
}
