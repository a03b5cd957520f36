using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Crunchy.Node;

/// <summary>The Job controller and the kubelet for one Job: a Pod after the other until one ends well, or there were too many.</summary>
/// <param name="objects">The API.</param>
/// <param name="options">Pauses and clock.</param>
/// <param name="job">The Job.</param>
/// <param name="logs">Where its containers print.</param>
/// <param name="run">The container's work; its result is the exit code.</param>
internal sealed class JobProcess(ClusterObjects objects, CrunchyOptions options, KubeObject job, ContainerLogs logs, Func<JobAttempt, CancellationToken, Task<int>> run) : IAsyncDisposable
{
    private const int UsualBackoffLimit = 6;
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(6);
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public string Space => job.Namespace ?? "";

    public string? Cluster => ClusterPass.Label(job, CrunchyNames.Cluster);

    public void Start() => _loop = Task.Run(LoopAsync);

    /// <summary>Whether a Job is at its end, well or not.</summary>
    public static bool Is(KubeObject job, string condition) =>
        Json.Objects(job.At("status", "conditions")).Any(c => Json.Text(c["type"]) == condition && Json.Text(c["status"]) == "True");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        CancellationToken token = _stop.Token;
        try
        {
            string started = Json.Text(job.At("status", "startTime")) ?? ClusterObjects.Moment(options.Time);
            int limit = Json.Number(job.At("spec", "backoffLimit")) ?? UsualBackoffLimit;
            int failed = Json.Number(job.At("status", "failed")) ?? 0;
            TimeSpan pause = options.JobBackoff;
            while (true)
            {
                await WriteAsync(new JsonObject { ["startTime"] = started, ["active"] = 1, ["ready"] = 0, ["failed"] = failed }, token);
                int code = await AttemptAsync(token);
                if (code == 0)
                {
                    string now = ClusterObjects.Moment(options.Time);
                    await WriteAsync(Ended(started, failed, succeeded: 1, ["SuccessCriteriaMet", "Complete"], "CompletionsReached", "Reached expected number of succeeded pods", now), token);
                    return;
                }

                failed++;
                if (failed > limit)
                {
                    await WriteAsync(Ended(started, failed, succeeded: 0, ["FailureTarget", "Failed"], "BackoffLimitExceeded", "Job has reached the specified backoff limit", null), token);
                    await objects.PersistAsync(t => objects.EventAsync(job, "Warning", "BackoffLimitExceeded", "Job has reached the specified backoff limit", t), token);
                    return;
                }

                await WriteAsync(new JsonObject { ["startTime"] = started, ["active"] = 0, ["ready"] = 0, ["failed"] = failed }, token);
                await Task.Delay(pause, options.Time, token);
                pause = pause * 2 > LongestBackoff ? LongestBackoff : pause * 2;
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The Job was deleted, or the node is gone.
        }
    }

    private async Task<int> AttemptAsync(CancellationToken token)
    {
        JsonObject template = job.At("spec", "template") as JsonObject ?? [];
        string name = $"{job.Name}-{RandomNumberGenerator.GetString("bcdfghjklmnpqrstvwxz2456789", 5)}";
        JsonObject labels = Json.Of(Json.Map(Json.At(template, "metadata", "labels")));
        labels["job-name"] = job.Name;
        labels["batch.kubernetes.io/job-name"] = job.Name;
        labels["batch.kubernetes.io/controller-uid"] = job.Uid;
        KubeObject? pod = null;
        await objects.PersistAsync(
            async t => pod = await objects.ApplyAsync(
                objects.Kinds.Pod,
                new JsonObject
                {
                    ["metadata"] = new JsonObject
                    {
                        ["name"] = name,
                        ["namespace"] = Space,
                        ["labels"] = labels.DeepClone(),
                        ["annotations"] = Json.Of(Json.Map(Json.At(template, "metadata", "annotations"))),
                        ["ownerReferences"] = ClusterObjects.OwnedBy(job),
                    },
                    ["spec"] = CrunchyNode.Placed(template["spec"], options),
                },
                t),
            token);
        if (pod is null)
        {
            return 1; // Its namespace is going away.
        }

        string container = Json.Text(Json.Objects(Json.At(template, "spec", "containers")).FirstOrDefault()?["name"]) ?? "";
        JobAttempt attempt = new(objects, options.Time, pod, container, logs);
        await attempt.PendingAsync(token);
        int code;
        try
        {
            code = await run(attempt, token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            attempt.Print(e.Message);
            code = 1;
        }

        await attempt.EndedAsync(code, token);
        return code;
    }

    private static JsonObject Ended(string started, int failed, int succeeded, string[] conditions, string reason, string message, string? completed)
    {
        JsonObject status = new() { ["startTime"] = started, ["active"] = 0, ["ready"] = 0, ["failed"] = failed };
        if (completed is not null)
        {
            status["completionTime"] = completed;
            status["succeeded"] = succeeded;
        }

        string now = completed ?? started;
        status["conditions"] = Json.List(conditions.Select(type => new JsonObject
        {
            ["type"] = type, ["status"] = "True", ["reason"] = reason, ["message"] = message, ["lastTransitionTime"] = now, ["lastProbeTime"] = now,
        }));
        return status;
    }

    private Task WriteAsync(JsonObject status, CancellationToken token) => objects.PersistAsync(
        t => objects.PatchAsync(objects.Kinds.Job, Space, job.Name, new JsonObject { ["status"] = status.DeepClone() }, status: true, t), token);
}
