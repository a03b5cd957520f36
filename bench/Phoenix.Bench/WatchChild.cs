using System.Globalization;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Snapshots;

namespace Phoenix.Bench;

/// <summary>The wait of <see cref="WatchBench"/>, as a layer's driver waits, in a process of its own: prints the seconds until all objects are known, and its peak memory (MiB) when the wait has ended.</summary>
internal static class WatchChild
{
    public const string Command = "watch-child";

    /// <summary>What is waited for in the first object of each kind.</summary>
    public const string Changed = "changed";

    public static async Task<int> RunAsync(string[] args)
    {
        long start = TimeProvider.System.GetTimestamp();
        using ClusterApi api = new(new Kubeconfig(null, TimeProvider.System).Load(args[0], null), TimeProvider.System);
        SnapshotKind[] kinds = [.. Enumerable.Range(0, WatchBench.Kinds).Select(WatchBench.KindOf).Select(k => new SnapshotKind(k.ApiVersion, k.Kind))];
        bool isTold = false;
        string? reason = await new SnapshotWait(api, TimeProvider.System).UntilAsync(
            kinds,
            TimeSpan.FromMinutes(2),
            (snapshot, _) =>
            {
                if (!isTold)
                {
                    isTold = true;
                    Console.WriteLine(TimeProvider.System.GetElapsedTime(start).TotalSeconds.ToString(CultureInfo.InvariantCulture));
                }

                int left = kinds.Count(k => snapshot.Find(k, "default", "castle-0")?.TextAt("spec", "text") != Changed);
                return Task.FromResult(new SnapshotLook(left == 0 ? null : $"{left} are as they were"));
            },
            CancellationToken.None);
        Console.WriteLine(ProofChild.PeakMegabytes().ToString(CultureInfo.InvariantCulture));
        return reason is null ? 0 : 1;
    }
}
