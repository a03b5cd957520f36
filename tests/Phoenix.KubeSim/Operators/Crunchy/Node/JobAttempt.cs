using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Crunchy.Node;

/// <summary>One Pod of a Job, from its making to its end.</summary>
/// <param name="objects">The API.</param>
/// <param name="time">Clock.</param>
/// <param name="pod">The Pod.</param>
/// <param name="container">Name of its container.</param>
/// <param name="logs">Where the container prints.</param>
internal sealed class JobAttempt(ClusterObjects objects, TimeProvider time, KubeObject pod, string container, ContainerLogs logs)
{
    private readonly string _started = ClusterObjects.Moment(time);

    public KubeObject Pod => pod;

    public void Print(string text) => logs.Append(pod.Namespace ?? "", pod.Name, container, text);

    /// <summary>The container could not be started, because a volume lacks something.</summary>
    public Task NotMountedAsync(string missing, CancellationToken token) => objects.PersistAsync(
        t => objects.EventAsync(pod, "Warning", "FailedMount", $"MountVolume.SetUp failed for volume \"pgbackrest-config\" : {missing}", t), token);

    public Task RunningAsync(CancellationToken token) => WriteAsync("Running", new JsonObject { ["running"] = new JsonObject { ["startedAt"] = _started } }, token);

    public Task PendingAsync(CancellationToken token) => WriteAsync("Pending", new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "ContainerCreating" } }, token);

    public Task EndedAsync(int exitCode, CancellationToken token) => WriteAsync(
        exitCode == 0 ? "Succeeded" : "Failed",
        new JsonObject
        {
            ["terminated"] = new JsonObject
            {
                ["exitCode"] = exitCode, ["reason"] = exitCode == 0 ? "Completed" : "Error", ["startedAt"] = _started, ["finishedAt"] = ClusterObjects.Moment(time),
            },
        },
        token);

    private Task WriteAsync(string phase, JsonObject state, CancellationToken token)
    {
        JsonObject status = new()
        {
            ["phase"] = phase,
            ["startTime"] = _started,
            ["conditions"] = Json.List(new JsonObject
            {
                ["type"] = "Ready", ["status"] = phase == "Running" ? "True" : "False", ["lastTransitionTime"] = ClusterObjects.Moment(time),
            }),
            ["containerStatuses"] = Json.List(new JsonObject
            {
                ["name"] = container, ["image"] = "crunchy-postgres", ["imageID"] = "", ["ready"] = phase == "Running", ["restartCount"] = 0, ["state"] = state,
            }),
        };
        return objects.PersistAsync(
            t => objects.PatchAsync(objects.Kinds.Pod, pod.Namespace ?? "", pod.Name, new JsonObject { ["status"] = status.DeepClone() }, status: true, t), token);
    }
}
