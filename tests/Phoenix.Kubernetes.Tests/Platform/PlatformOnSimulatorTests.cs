using Phoenix.Kubernetes.ExternalSecrets;
using Phoenix.Kubernetes.Flux;
using Phoenix.Kubernetes.Longhorn;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Platform;

/// <summary>The three drivers together on a simulated API server, with faults of the server.</summary>
public sealed class PlatformOnSimulatorTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_castle_without_its_database_comes_up_and_goes()
    {
        await using PlatformBench bench = await PlatformBench.StartAsync(Token);
        await PlatformStack.CommitAsync(bench);
        (FluxDriver flux, ExternalSecretDriver secrets, LonghornDriver longhorn) = PlatformStack.Drivers(bench);
        await bench.WithinAsync(Soon, flux.UpAsync(Token));
        await bench.WithinAsync(Soon, secrets.UpAsync(Token));
        await bench.WithinAsync(Soon, longhorn.UpAsync(Token));
        Assert.Empty(bench.Refusals);
        Assert.NotNull(await bench.GetAsync("v1", "Secret", "castle-db", "pgbackrest-s3"));
        Assert.Equal("Bound", (await bench.GetAsync("v1", "PersistentVolumeClaim", "castle-db", "data"))!.TextAt("status", "phase"));

        await bench.WithinAsync(Soon, secrets.WipeAsync(Token));
        await bench.WithinAsync(Soon, flux.WipeAsync(Token));
        await bench.WithinAsync(Soon, longhorn.WipeAsync(Token));
        Assert.Equal([false, false, false], new[] { await secrets.ExistsAsync(Token), await flux.ExistsAsync(Token), await longhorn.ExistsAsync(Token) });
        Assert.Null(await bench.GetAsync("v1", "Namespace", null, "castle-db"));
    }

    [Fact]
    public async Task Watches_that_are_cut_all_the_time_hide_nothing()
    {
        await using PlatformBench bench = await PlatformBench.StartAsync(Token);
        bench.Server.Faults.CutWatchesAfter(TimeSpan.FromMilliseconds(200));
        await PlatformStack.CommitAsync(bench);
        (FluxDriver flux, _, _) = PlatformStack.Drivers(bench);
        await bench.WithinAsync(Soon, flux.UpAsync(Token));
        Assert.NotNull(await bench.GetAsync("v1", "ConfigMap", "castle-db", "apps"));
    }

    [Fact]
    public async Task A_server_that_goes_away_in_mid_wait_is_waited_for()
    {
        await using PlatformBench bench = await PlatformBench.StartAsync(Token);
        (FluxDriver flux, _, _) = PlatformStack.Drivers(bench);
        Task up = flux.UpAsync(Token);
        await PlatformStack.CommitAsync(bench);
        bench.Server.Faults.GoAway(TimeSpan.FromSeconds(3));
        await bench.WithinAsync(Soon, up);
        Assert.Null(await FluxGate.Create(new GateDefinition.Flux([], []) { Timeout = Soon }, bench.Api, bench.Log, TimeProvider.System).Probe(Token));
    }

    [Fact]
    public async Task Operators_that_never_act_end_each_bounded_wait_with_their_reason()
    {
        await using PlatformBench bench = await PlatformBench.StartAsync(Token);
        bench.Flux.Idle.UnionWith(["kustomize", "source"]);
        (bench.Secrets.IsIdle, bench.Longhorn.IsIdle) = (true, true);
        await PlatformStack.CommitAsync(bench);
        await bench.ApplyAsync("apiVersion: v1\nkind: Namespace\nmetadata: { name: castle-db }\n");
        await bench.ApplyAsync(PlatformStack.Secrets(bench.Names));
        TimeSpan bound = TimeSpan.FromSeconds(1);
        Gate[] gates =
        [
            FluxGate.Create(new GateDefinition.Flux([], []) { Timeout = bound }, bench.Api, bench.Log, TimeProvider.System),
            ExternalSecretGate.Create(new GateDefinition.ExternalSecret([new ClusterObjectName("castle-db", "s3")], false) { Timeout = bound }, null, bench.Api, bench.Log, TimeProvider.System),
            LonghornGate.Create(new GateDefinition.Longhorn("longhorn-system") { Timeout = bound }, bench.Api, bench.Log, TimeProvider.System),
        ];
        string?[] reasons = [.. await Task.WhenAll(gates.Select(g => g.Probe(Token).WaitAsync(Soon, Token)))];
        Assert.All(reasons, Assert.NotNull);
        Assert.Contains("was never looked at by its controller", reasons[0], StringComparison.Ordinal);
        Assert.Contains("was not validated yet", reasons[1], StringComparison.Ordinal);
    }
}
