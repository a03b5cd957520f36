using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Phoenix.Adapters.Processes;

namespace Phoenix.KubeSim.Operators.Crunchy.Node;

/// <summary>The machine that the double's containers run on: what runs, keyed by the identity of its Pod or Job.</summary>
internal sealed class CrunchyNode : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, InstanceProcess> _instances = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, JobProcess> _jobs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Space, string Pod), InstanceProcess> _byPod = new();

    public CrunchyNode(CrunchyOptions options)
    {
        Runner = new ToolRunner(new UnobservedTools(), options.Time);
        Volumes = new VolumeFolders(options.Folder, options.Account);
        foreach (string directory in (string[])["run", "volumes"])
        {
            Directory.CreateDirectory(Path.Combine(options.Folder, directory));
        }
    }

    public ToolRunner Runner { get; }

    public ContainerLogs Logs { get; } = new();

    public VolumeFolders Volumes { get; }

    public IEnumerable<KeyValuePair<string, InstanceProcess>> Instances => _instances;

    public IEnumerable<KeyValuePair<string, JobProcess>> Jobs => _jobs;

    /// <summary>A Pod's spec with its node: the scheduler's work, without which nobody reads logs or reaches ports.</summary>
    public static JsonNode Placed(JsonNode? spec, CrunchyOptions options)
    {
        JsonNode placed = spec?.DeepClone() ?? new JsonObject();
        placed["nodeName"] = options.NodeName;

        // A deleted Pod goes at once, and the double stops what it ran: nobody else here would tell the API server that it has stopped.
        placed["terminationGracePeriodSeconds"] = 0;
        return placed;
    }

    public InstanceProcess? Instance(string pod) => _instances.GetValueOrDefault(pod);

    public InstanceProcess? Instance(string space, string pod) => _byPod.GetValueOrDefault((space, pod));

    public void Add(string pod, string space, string name, InstanceProcess process)
    {
        _instances[pod] = process;
        _byPod[(space, name)] = process;
        process.Start();
    }

    public void Add(string job, JobProcess process)
    {
        _jobs[job] = process;
        process.Start();
    }

    public bool HasJob(string job) => _jobs.ContainsKey(job);

    /// <summary>Ends an instance in good order, as a deleted Pod ends.</summary>
    public async Task StopInstanceAsync(string pod, TimeSpan grace)
    {
        if (_instances.TryRemove(pod, out InstanceProcess? process))
        {
            foreach ((string Space, string Pod) key in _byPod.Where(p => p.Value == process).Select(p => p.Key))
            {
                _byPod.TryRemove(key, out _);
            }

            await process.StopAsync(grace);
            await process.DisposeAsync();
        }
    }

    public async Task StopJobAsync(string job)
    {
        if (_jobs.TryRemove(job, out JobProcess? process))
        {
            await process.DisposeAsync();
        }
    }

    /// <summary>Pulls the plug: every process is killed where it stands.</summary>
    public async ValueTask DisposeAsync()
    {
        _byPod.Clear();
        await Task.WhenAll([.. _instances.Keys.Select(CrashAsync), .. _jobs.Keys.Select(StopJobAsync)]);

        async Task CrashAsync(string pod)
        {
            if (_instances.TryRemove(pod, out InstanceProcess? process))
            {
                await process.DisposeAsync();
            }
        }
    }
}
