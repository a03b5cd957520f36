using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.KubeSim;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Bench;

/// <summary>
/// A wait on 5,000 objects of 20 kinds, in a process of its own, against the simulated API server in this one: the memory of the whole process that watches, and what it asks for in a quiet minute, while
/// objects change and while its watches are cut. Beside it, in the same minute, as many kubectl as there are kinds. At last one object of each kind changes, and the wait must end by that.
/// </summary>
internal sealed class WatchBench(BenchOptions options)
{
    private const int Each = 250;
    private const string Agent = "phoenix";
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Changing = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Cutting = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private int _changes;

    public async Task<BenchResult> RunAsync()
    {
        using WorkFolder folder = new(options.Keep);
        await using KubeSimServer server = await KubeSimServer.StartAsync();
        string kubeconfig = folder.Of("kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, server.Kubeconfig);
        using ClusterApi api = new(new Kubeconfig(null, TimeProvider.System).Load(kubeconfig, null), TimeProvider.System);
        await WatchKinds.MakeAsync(server, api, Each);
        double bytes = await BytesAsync(server);
        List<WatchRound> rounds = [];
        for (int i = 0; i < options.Rounds; i++)
        {
            rounds.Add(await RoundAsync(folder, server, api, kubeconfig, string.Create(CultureInfo.InvariantCulture, $"round-{i}")));
        }

        return new BenchResult(
            BenchOptions.Watch,
            string.Create(
                CultureInfo.InvariantCulture,
                $"one process waits on {Each * WatchKinds.Kinds.Count:N0} objects of {WatchKinds.Kinds.Count} kinds ({(WatchKinds.AreGenuine ? "the operators' own definitions" : "definitions without schemas")}, {bytes:N0} bytes an object); requests as the API server counts them"),
            [.. Figures(rounds)]);
    }

    private static IEnumerable<Figure> Figures(List<WatchRound> rounds)
    {
        int kinds = WatchKinds.Kinds.Count;
        Figure Worst(string name, Func<WatchRound, double> of, string unit, double? limit = null) => new(name, rounds.Max(of), unit, limit);
        Figure Middle(string name, Func<WatchRound, double> of, string unit) => new(name, Median.Of(rounds.Select(of)), unit);
        return
        [
            Worst("peak memory of the process, worst round", r => r.Phoenix.Megabytes, "MiB", 150_000_000 / 1048576.0),
            Worst("LIST requests until all were known", r => r.Phoenix.Known.Lists, "", kinds),
            Worst("requests in a quiet minute", r => r.Phoenix.Quiet.All, "", 0),
            Worst("requests in 10 s with 80 changes each", r => r.Phoenix.Changing.All, "", 0),
            Worst("LIST requests in 10 s with each watch cut each second", r => r.Phoenix.Cut.Lists, "", 0),
            Worst("LIST requests of the last look, which ends the wait", r => r.LastLists, "", kinds),
            Worst("objects that the watches had otherwise than that list", r => r.Different, "", 0),
            .. rounds[0].Kubectl is null
                ? (IEnumerable<Figure>)[new("kubectl is not installed: not compared", 0, "")]
                :
                [
                    Middle($"memory / {kinds} kubectl get --watch", r => r.Phoenix.Megabytes / r.Kubectl!.Megabytes, "x"),
                    Middle($"requests until all were known / {kinds} kubectl", r => (double)r.Phoenix.Known.All / r.Kubectl!.Known.All, "x"),
                    Middle($"{kinds} kubectl: memory", r => r.Kubectl!.Megabytes, "MiB"),
                    Middle($"{kinds} kubectl: requests until all were known", r => r.Kubectl!.Known.All, ""),
                    Middle($"{kinds} kubectl: requests in a quiet minute", r => r.Kubectl!.Quiet.All, ""),
                    Middle($"{kinds} kubectl: still watching after the cuts", r => r.KubectlAlive, ""),
                ],
            Middle("peak memory of the process, median", r => r.Phoenix.Megabytes, "MiB"),
            Middle("requests until all were known", r => r.Phoenix.Known.All, ""),
            Middle("WATCH requests in the 10 s of cuts", r => r.Phoenix.Cut.Watches, ""),
            Middle("from the process's start until all were known", r => r.KnownSeconds, "s"),
            Middle("from the first of the last 20 changes to the wait's end", r => r.SeenSeconds, "s"),
            new("rounds", rounds.Count, ""),
        ];
    }

    private async Task<WatchRound> RoundAsync(WorkFolder folder, KubeSimServer server, ClusterApi api, string kubeconfig, string mark)
    {
        KubeRequests requests = server.Requests;
        RequestCount phoenixBefore = RequestCount.Of(requests, Agent);
        RequestCount kubectlBefore = RequestCount.Of(requests, KubectlWatches.Agent);
        using Process child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Path.Combine(AppContext.BaseDirectory, "Phoenix.Bench.dll"), WatchChild.Command, kubeconfig, mark])
        {
            RedirectStandardOutput = true,

            // As in Phoenix.Cli.
            Environment = { ["DOTNET_gcConcurrent"] = "1" },
        })!;
        double known = await ReadAsync(child);
        await UntilAsync(() => (RequestCount.Of(requests, Agent) - phoenixBefore).Watches >= WatchKinds.Kinds.Count);
        WatchClient phoenix = new() { Known = RequestCount.Of(requests, Agent) - phoenixBefore };
        using KubectlWatches? others = KubectlWatches.IsInstalled ? KubectlWatches.Start(kubeconfig, folder.Of("home"), WatchKinds.Kinds) : null;
        if (others is not null)
        {
            await UntilAsync(() => (RequestCount.Of(requests, KubectlWatches.Agent) - kubectlBefore).Watches >= WatchKinds.Kinds.Count);
        }

        WatchClient kubectl = new() { Known = RequestCount.Of(requests, KubectlWatches.Agent) - kubectlBefore };
        (RequestCount ofPhoenix, RequestCount ofKubectl) = await DuringAsync(server, () => Task.Delay(Quiet));
        (phoenix, kubectl) = (phoenix with { Quiet = ofPhoenix }, kubectl with { Quiet = ofKubectl, Megabytes = others?.Megabytes() ?? 0 });
        (ofPhoenix, ofKubectl) = await DuringAsync(server, () => ChangeAsync(api, Changing));
        (phoenix, kubectl) = (phoenix with { Changing = ofPhoenix }, kubectl with { Changing = ofKubectl });
        (ofPhoenix, ofKubectl) = await DuringAsync(server, async () =>
        {
            server.Faults.CutWatchesAfter(Life);
            await ChangeAsync(api, Cutting);
            server.Faults.CutWatchesAfter(null);
        });
        (phoenix, kubectl) = (phoenix with { Cut = ofPhoenix }, kubectl with { Cut = ofKubectl });
        int alive = others?.Alive ?? 0;

        RequestCount before = RequestCount.Of(requests, Agent);
        long start = TimeProvider.System.GetTimestamp();
        foreach (KubeKind kind in WatchKinds.Kinds)
        {
            await MarkAsync(api, kind, 0, mark);
        }

        int different = (int)await ReadAsync(child);
        double seen = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        double peak = await ReadAsync(child);
        await child.WaitForExitAsync();
        int lists = (RequestCount.Of(requests, Agent) - before).Lists;
        return new WatchRound(phoenix with { Megabytes = peak }, others is null ? null : kubectl, alive, known, seen, lists, different);
    }

    private static async Task<(RequestCount Phoenix, RequestCount Kubectl)> DuringAsync(KubeSimServer server, Func<Task> act)
    {
        (RequestCount phoenix, RequestCount kubectl) = (RequestCount.Of(server.Requests, Agent), RequestCount.Of(server.Requests, KubectlWatches.Agent));
        await act();
        return (RequestCount.Of(server.Requests, Agent) - phoenix, RequestCount.Of(server.Requests, KubectlWatches.Agent) - kubectl);
    }

    // One object of each kind at a time.
    private async Task ChangeAsync(ClusterApi api, TimeSpan span)
    {
        long start = TimeProvider.System.GetTimestamp();
        using PeriodicTimer timer = new(Pause);
        while (TimeProvider.System.GetElapsedTime(start) < span && await timer.WaitForNextTickAsync())
        {
            _changes++;
            foreach (KubeKind kind in WatchKinds.Kinds)
            {
                await MarkAsync(api, kind, 1 + (_changes % (Each - 1)), string.Create(CultureInfo.InvariantCulture, $"change-{_changes}"));
            }
        }
    }

    private static Task MarkAsync(ClusterApi api, KubeKind kind, int number, string mark) => api.PatchAsync(
        kind,
        WatchKinds.Namespace,
        WatchKinds.Name(number),
        new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [WatchChild.Mark] = mark } } },
        status: false,
        CancellationToken.None);

    private static async Task<double> BytesAsync(KubeSimServer server)
    {
        using HttpClient client = server.CreateClient();
        double all = 0;
        foreach (KubeKind kind in WatchKinds.Kinds)
        {
            string root = kind.Group.Length == 0 ? "api" : "apis";
            all += (await client.GetByteArrayAsync(new Uri($"/{root}/{kind.ApiVersion}/namespaces/{WatchKinds.Namespace}/{kind.Plural}", UriKind.Relative))).Length;
        }

        return all / (Each * WatchKinds.Kinds.Count);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        long start = TimeProvider.System.GetTimestamp();
        using PeriodicTimer timer = new(Pause);
        while (!holds())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Longest)
            {
                throw new InvalidOperationException("the clients do not watch all kinds after a minute");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    private static async Task<double> ReadAsync(Process child) => await child.StandardOutput.ReadLineAsync().WaitAsync(Longest) is string line
        ? double.Parse(line, CultureInfo.InvariantCulture)
        : throw new InvalidOperationException("the process that watches ended early");
}
