using System.Globalization;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Snapshots;

namespace Phoenix.Bench;

/// <summary>
/// The wait of <see cref="WatchBench"/>, as the gates of layers wait, in a process of its own. Prints the seconds until all objects are known; then, when the wait has ended, how many objects the watches
/// had otherwise than the last list, and its peak memory (MiB).
/// </summary>
internal static class WatchChild
{
    public const string Command = "watch-child";

    /// <summary>The annotation that is waited for, in the first object of each kind.</summary>
    public const string Mark = "bench.phoenix.test/mark";

    /// <summary>Runs it.</summary>
    /// <param name="args">Kubeconfig; the value of the annotation.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        long start = TimeProvider.System.GetTimestamp();
        using ClusterApi api = new(new Kubeconfig(null, TimeProvider.System).Load(args[0], null), TimeProvider.System);
        SnapshotKind[] kinds = [.. WatchKinds.Kinds.Select(k => new SnapshotKind(k.ApiVersion, k.Kind, WatchKinds.Namespace))];
        bool isTold = false;
        ClusterSnapshot? watched = null;
        int different = 0;
        string? reason = await new SnapshotWait(api, TimeProvider.System).UntilAsync(
            kinds,
            TimeSpan.FromMinutes(10),
            (snapshot, _) =>
            {
                if (!isTold)
                {
                    isTold = true;
                    Say(TimeProvider.System.GetElapsedTime(start).TotalSeconds);
                }

                int left = kinds.Count(k => snapshot.Find(k, WatchKinds.Namespace, WatchKinds.Name(0))?.TextAt("metadata", "annotations", Mark) != args[1]);
                if (left == 0)
                {
                    // First by the watches, then by the list that ends the wait.
                    different = watched is null ? -1 : Different(kinds, watched, snapshot);
                    watched = snapshot;
                }

                return Task.FromResult(new SnapshotLook(left == 0 ? null : $"{left} are as they were"));
            },
            CancellationToken.None);
        Say(different);
        Say(ProofChild.PeakMegabytes());
        return reason is null ? 0 : 1;
    }

    private static void Say(double number) => Console.WriteLine(number.ToString(CultureInfo.InvariantCulture));

    private static int Different(IEnumerable<SnapshotKind> kinds, ClusterSnapshot watched, ClusterSnapshot listed) => kinds.Sum(kind =>
    {
        HashSet<(string, string?)> one = [.. watched.All(kind).Select(o => (o.Name, o.ResourceVersion))];
        one.SymmetricExceptWith(listed.All(kind).Select(o => (o.Name, o.ResourceVersion)));
        return one.Select(o => o.Item1).Distinct().Count();
    });
}
