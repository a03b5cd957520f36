using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.KubeSim;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>Many objects watched: bounded memory, and no question that nobody asked.</summary>
public sealed class ManyObjectsTests
{
    private const int Kinds = 20;
    private const int Each = 250;
    private const long MostBytes = 150L << 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Five_thousand_objects_of_twenty_kinds_are_watched_without_polling()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PHOENIX_TEST_FULL") == "1", "makes 5,000 objects, which takes a while: PHOENIX_TEST_FULL=1 runs it");
        await using KubeSimServer sim = await KubeSimServer.StartAsync(new KubeSimOptions { HistoryLimit = 1_000 }, Token);
        using ClusterApi api = SimAccess.Open(sim, bounds: new ClusterBounds());
        List<KubeKind> kinds = [];
        for (int i = 0; i < Kinds; i++)
        {
            string kind = $"Castle{(char)('a' + i)}";
            await sim.InstallDefinitionsAsync(Definition(kind), Token);
            kinds.Add((await api.FindKindAsync("many.phoenix.test/v1", kind, Token))!);
            await Parallel.ForEachAsync(Enumerable.Range(0, Each), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (n, token) =>
                await api.CreateAsync(kinds[^1], Castle(kind, n), token));
        }

        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        int seen = 0;
        TaskCompletionSource[] listed = [.. kinds.Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        Task[] watches = [.. kinds.Select((kind, i) => WatchAsync(kind, listed[i]))];
        await Task.WhenAll(listed.Select(l => l.Task)).WaitAsync(TimeSpan.FromMinutes(1), Token);
        Assert.Equal(Kinds * Each, seen);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MostBytes);

        // Once for the watches to open; after that nothing is asked.
        while (sim.Requests.Count("watch") < Kinds)
        {
            await Task.Delay(20, Token);
        }

        int asked = sim.Requests.Lines.Count;
        await Task.Delay(TimeSpan.FromSeconds(3), Token);
        Assert.Equal(asked, sim.Requests.Lines.Count);
        await end.CancelAsync();
        await Task.WhenAll(watches);

        async Task WatchAsync(KubeKind kind, TaskCompletionSource whole)
        {
            try
            {
                await foreach (KubeChange change in api.WatchAsync(kind, null, null, null, end.Token))
                {
                    if (change.Type == KubeChangeType.Listed)
                    {
                        whole.TrySetResult();
                    }
                    else
                    {
                        Interlocked.Increment(ref seen);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // The test is over.
                whole.TrySetCanceled();
            }
        }
    }

    private static KubeObject Castle(string kind, int n) => new(new JsonObject
    {
        ["apiVersion"] = "many.phoenix.test/v1", ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = $"castle-{n}", ["namespace"] = "default" }, ["spec"] = new JsonObject { ["text"] = new string('x', 2_000) },
    });

    private static string Definition(string kind) => $$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: { name: {{kind.ToLowerInvariant()}}s.many.phoenix.test }
        spec:
          group: many.phoenix.test
          scope: Namespaced
          names: { kind: {{kind}}, listKind: {{kind}}List, plural: {{kind.ToLowerInvariant()}}s, singular: {{kind.ToLowerInvariant()}} }
          versions: [ { name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } } ]
        """;
}
