using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Manifests;
using Phoenix.Kubernetes.Tests.Cluster;
using Phoenix.KubeSim;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Manifests;

public sealed class WebhookGateTests : IAsyncLifetime
{
    private static readonly KubeKind Services = new("", "v1", "Service", "services", Namespaced: true);
    private static readonly KubeKind Slices = new("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", Namespaced: true);

    private KubeSimServer Sim { get; set; } = null!;

    private ClusterApi Api { get; set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Sim = await KubeSimServer.StartAsync(cancellationToken: Token);
        Api = SimAccess.Open(Sim);
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Sim.DisposeAsync();
    }

    [Fact]
    public async Task A_webhook_is_awaited_until_an_endpoint_is_ready()
    {
        Assert.Equal("the Service is not there", await Look(TimeSpan.FromMilliseconds(300)));
        await Api.ApplyAsync(Services, Parse("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"hook","namespace":"default"},"spec":{"ports":[{"port":443}]}}"""), force: false, Token);
        Assert.Contains("it has no endpoints", await Look(TimeSpan.FromMilliseconds(300)), StringComparison.Ordinal);
        await SliceAsync("other", "another-service", ready: true);
        await SliceAsync("slice", "hook", ready: false);
        Assert.Equal("none of its 1 endpoints is ready", await Look(TimeSpan.FromMilliseconds(300)));

        Task<string?> waiting = Look(TimeSpan.FromSeconds(20));
        await SliceAsync("slice", "hook", ready: true);
        Assert.Null(await waiting);
        Assert.Null(await Look(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task A_server_that_is_away_is_told_as_the_reason()
    {
        Sim.Faults.GoAway();
        Assert.Contains("the API server", await Look(TimeSpan.FromSeconds(1)), StringComparison.Ordinal);
    }

    private Task<string?> Look(TimeSpan bound)
    {
        Gate gate = WebhookGate.Create(new GateDefinition.Webhook(new ClusterObjectName("default", "hook")) { Timeout = bound }, Api, TimeProvider.System);
        return gate.Probe(Token);
    }

    private Task<KubeObject> SliceAsync(string name, string service, bool ready) => Api.ApplyAsync(
        Slices,
        Parse($$"""
            {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":"{{name}}","namespace":"default","labels":{"kubernetes.io/service-name":"{{service}}"}},
             "addressType":"IPv4","ports":[{"name":"","port":9443,"protocol":"TCP"}],"endpoints":[{"addresses":["10.0.0.1"],"conditions":{"ready":{{(ready ? "true" : "false")}}}}]}
            """),
        force: false,
        Token);

    private static KubeObject Parse(string json) => new(JsonNode.Parse(json)!.AsObject());
}
