using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.KubeSim;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Bench;

/// <summary>
/// A wait on 5,000 objects of 20 kinds, in a process of its own, against the simulated API server in this one: the memory of the whole process that watches, and what it asks for while nothing happens. Then one object
/// of each kind changes, and the wait must end by that.
/// </summary>
internal sealed class WatchBench(BenchOptions options)
{
    public const int Kinds = 20;
    public const string Group = "many.phoenix.test";
    private const int Each = 250;
    private const int BytesAnObject = 2_000;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(20);

    public async Task<BenchResult> RunAsync()
    {
        using WorkFolder folder = new(options.Keep);
        await using KubeSimServer server = await KubeSimServer.StartAsync();
        string kubeconfig = folder.Of("kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, server.Kubeconfig);
        using ClusterApi api = new(new Kubeconfig(null, TimeProvider.System).Load(kubeconfig, null), TimeProvider.System);
        KubeKind[] kinds = [.. Enumerable.Range(0, Kinds).Select(KindOf)];
        foreach (KubeKind kind in kinds)
        {
            await server.InstallDefinitionsAsync(Definition(kind));
            await Parallel.ForEachAsync(Enumerable.Range(0, Each), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (n, token) => await api.CreateAsync(kind, Castle(kind, n), token));
        }

        server.Requests.Clear();
        using Process child = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!, [Path.Combine(AppContext.BaseDirectory, "Phoenix.Bench.dll"), WatchChild.Command, kubeconfig]) { RedirectStandardOutput = true })!;
        double listed = await ReadAsync(child);
        int first = server.Requests.Count("list");
        int before = server.Requests.Lines.Count;
        await Task.Delay(Quiet);
        int quiet = server.Requests.Lines.Count - before;

        long changed = TimeProvider.System.GetTimestamp();
        foreach (KubeKind kind in kinds)
        {
            await api.PatchAsync(kind, "default", "castle-0", new JsonObject { ["spec"] = new JsonObject { ["text"] = WatchChild.Changed } }, status: false, CancellationToken.None);
        }

        double peak = await ReadAsync(child);
        double seen = TimeProvider.System.GetElapsedTime(changed).TotalSeconds;
        int last = server.Requests.Count("list") - first;
        await child.WaitForExitAsync();
        return new BenchResult(
            BenchOptions.Watch,
            "one process waits on 5,000 objects (2 kB each) of 20 kinds: its peak memory, and its requests as the API server counts them",
            [
                new("peak memory of the process", peak, "MiB", 150_000_000 / 1048576.0),
                new("requests in 20 s in which nothing happens", quiet, "", 0),
                new("LIST requests until all were known", first, "", Kinds),
                new("LIST requests of the last look, before the wait says yes", last, "", Kinds),
                new("until all were known", listed, "s"),
                new("from the first of 20 changes to the end of the wait", seen, "s"),
            ]);
    }

    /// <summary>A kind's name and place.</summary>
    public static KubeKind KindOf(int number)
    {
        string name = $"Castle{(char)('a' + number)}";
        return new KubeKind(Group, "v1", name, name.ToLowerInvariant() + "s", Namespaced: true);
    }

    private static async Task<double> ReadAsync(Process child) => await child.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)) is string line
        ? double.Parse(line, CultureInfo.InvariantCulture)
        : throw new InvalidOperationException("the process that watches ended early");

    private static KubeObject Castle(KubeKind kind, int n) => new(new JsonObject
    {
        ["apiVersion"] = kind.ApiVersion, ["kind"] = kind.Kind,
        ["metadata"] = new JsonObject { ["name"] = string.Create(CultureInfo.InvariantCulture, $"castle-{n}"), ["namespace"] = "default" },
        ["spec"] = new JsonObject { ["text"] = new string('x', BytesAnObject) },
    });

    private static string Definition(KubeKind kind) => $$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: { name: {{kind.Plural}}.{{Group}} }
        spec:
          group: {{Group}}
          scope: Namespaced
          names: { kind: {{kind.Kind}}, listKind: {{kind.Kind}}List, plural: {{kind.Plural}}, singular: {{kind.Kind.ToLowerInvariant()}} }
          versions: [ { name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } } ]
        """;
}
