using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Manifests;
using Phoenix.Kubernetes.Tests.Cluster;
using Phoenix.KubeSim;
using Phoenix.KubeSim.Faults;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Manifests;

public sealed class KubernetesDriverTests : IAsyncLifetime
{
    private static readonly KubeKind Namespaces = new("", "v1", "Namespace", "namespaces", Namespaced: false);
    private static readonly KubeKind ConfigMaps = new("", "v1", "ConfigMap", "configmaps", Namespaced: true);
    private static readonly KubeKind Deployments = new("apps", "v1", "Deployment", "deployments", Namespaced: true);
    private static readonly KubeKind Castles = new("a.phoenix.test", "v1", "Castle", "castles", Namespaced: true);

    private static readonly ManifestOwner Owner = new("castle", "config");

    private readonly SilentLog _log = new();

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
    public async Task Namespaces_and_definitions_come_first_whatever_their_order_in_the_files()
    {
        KubernetesDriver driver = Driver(Castle("one"), Map("settings"), Definition(), Make("v1", "Namespace", "castle", null));
        Assert.False(await driver.ExistsAsync(Token));

        await driver.UpAsync(Token);
        await driver.UpAsync(Token);

        Assert.NotNull(await Api.GetAsync(Castles, "castle", "one", Token));
        Assert.True(await driver.ExistsAsync(Token));
        Assert.Equal(
            ["Castle castle/one", "ConfigMap castle/settings", "CustomResourceDefinition castles.a.phoenix.test", "Namespace castle"],
            (await driver.ListAsync(Token))!.Select(o => o.ToString()).Order());
    }

    [Fact]
    public async Task A_wipe_takes_all_away_and_can_be_repeated()
    {
        KubernetesDriver driver = Driver(Definition(), Make("v1", "Namespace", "castle", null), Castle("one"), Map("settings"));
        await driver.WipeAsync(Token);
        await driver.UpAsync(Token);
        await driver.WipeAsync(Token);

        Assert.False(await driver.ExistsAsync(Token));
        Assert.Empty((await driver.ListAsync(Token))!);
        Assert.Null(await Api.GetAsync(Namespaces, null, "castle", Token));
        await driver.WipeAsync(Token);
    }

    [Fact]
    public async Task A_workload_that_no_controller_makes_ready_is_no_success()
    {
        KubernetesDriver driver = Driver(TimeSpan.FromSeconds(2), Deployment("app"));

        PhoenixException late = await Assert.ThrowsAsync<PhoenixException>(() => driver.UpAsync(Token));

        Assert.Equal(ErrorCode.TimedOut, late.Code);
        Assert.Contains("Deployment default/app", late.Message, StringComparison.Ordinal);
        Assert.Contains("has not seen it yet", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workload_is_awaited_until_its_controller_says_so()
    {
        KubernetesDriver driver = Driver(Deployment("app"));
        Task up = driver.UpAsync(Token);
        await AppearsAsync(Deployments, "default", "app");
        Assert.False(up.IsCompleted);
        await Api.PatchAsync(Deployments, "default", "app", Parse("""
            {"status":{"observedGeneration":1,"replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1,"conditions":[{"type":"Available","status":"True","reason":"a","message":"b","lastTransitionTime":"2026-01-01T00:00:00Z","lastUpdateTime":"2026-01-01T00:00:00Z"}]}}
            """), status: true, Token);
        await up;
    }

    [Fact]
    public async Task What_somebody_else_made_is_not_deleted_and_keeps_the_layer_there()
    {
        await Api.CreateAsync(ConfigMaps, Map("settings", "default"), Token);
        KubernetesDriver driver = Driver(Map("settings", "default"));

        PhoenixException refused = await Assert.ThrowsAsync<PhoenixException>(() => driver.WipeAsync(Token));

        Assert.Contains("was not applied by Phoenix", refused.Message, StringComparison.Ordinal);
        Assert.True(await driver.ExistsAsync(Token));
        Assert.NotNull(await Api.GetAsync(ConfigMaps, "default", "settings", Token));
    }

    [Fact]
    public async Task What_is_applied_says_whose_it_is_and_another_layer_leaves_it_alone()
    {
        await Driver(Make("v1", "Namespace", "castle", null)).UpAsync(Token);
        Assert.Equal("castle/config", ManifestOwner.Of((await Api.GetAsync(Namespaces, null, "castle", Token))!));
        KubernetesDriver other = new(
            new DriverDefinition.Kubernetes([], null, null, false), new ManifestOwner("castle", "other"), new Source([Make("v1", "Namespace", "castle", null).Content]), Api, _log, TimeSpan.FromSeconds(30), TimeProvider.System);

        Assert.Contains("was applied for castle/config", (await Assert.ThrowsAsync<PhoenixException>(() => other.UpAsync(Token))).Message, StringComparison.Ordinal);
        Assert.Contains("was applied for castle/config", (await Assert.ThrowsAsync<PhoenixException>(() => other.WipeAsync(Token))).Message, StringComparison.Ordinal);
        Assert.False((await Api.GetAsync(Namespaces, null, "castle", Token))!.IsDeleting);
        await Driver(Make("v1", "Namespace", "castle", null)).WipeAsync(Token);
    }

    [Fact]
    public async Task The_clusters_own_namespaces_are_neither_deleted_nor_counted()
    {
        KubernetesDriver driver = Driver(Make("v1", "Namespace", "kube-system", null), Map("settings", "kube-system"));
        await driver.UpAsync(Token);
        await driver.WipeAsync(Token);

        Assert.False(await driver.ExistsAsync(Token));
        Assert.False((await Api.GetAsync(Namespaces, null, "kube-system", Token))!.IsDeleting);
    }

    [Fact]
    public async Task What_holds_an_object_is_named_and_a_rerun_goes_on()
    {
        KubernetesDriver driver = Driver(TimeSpan.FromSeconds(2), Definition(), Make("v1", "Namespace", "castle", null), Castle("one"));
        await driver.UpAsync(Token);
        await Api.PatchAsync(Castles, "castle", "one", Parse("""{"metadata":{"finalizers":["a.phoenix.test/keep"]}}"""), status: false, Token);

        PhoenixException held = await Assert.ThrowsAsync<PhoenixException>(() => driver.WipeAsync(Token));

        Assert.Equal(ErrorCode.TimedOut, held.Code);
        Assert.Contains("a.phoenix.test/keep", held.Message, StringComparison.Ordinal);
        Assert.True(await driver.ExistsAsync(Token));
        await Api.PatchAsync(Castles, "castle", "one", Parse("""{"metadata":{"finalizers":null}}"""), status: false, Token);
        await driver.WipeAsync(Token);
        Assert.False(await driver.ExistsAsync(Token));
    }

    [Fact]
    public async Task A_namespace_that_something_holds_says_what()
    {
        KubernetesDriver driver = Driver(TimeSpan.FromSeconds(4), Make("v1", "Namespace", "castle", null));
        await driver.UpAsync(Token);
        KubeObject held = Map("foreign");
        held.Content["metadata"]!["finalizers"] = new JsonArray("a.phoenix.test/keep");
        await Api.CreateAsync(ConfigMaps, held, Token);

        PhoenixException late = await Assert.ThrowsAsync<PhoenixException>(() => driver.WipeAsync(Token));

        Assert.Contains("Namespace castle", late.Message, StringComparison.Ordinal);
        Assert.Contains("a.phoenix.test/keep", late.Message, StringComparison.Ordinal);
        await Api.PatchAsync(ConfigMaps, "castle", "foreign", Parse("""{"metadata":{"finalizers":null}}"""), status: false, Token);
        await driver.WipeAsync(Token);
    }

    [Fact]
    public async Task Fields_of_others_are_left_to_them_unless_the_layer_says_force()
    {
        using ClusterApi other = new(SimAccess.Of(Sim), TimeProvider.System, SimAccess.Short) { FieldManager = "somebody" };
        KubeObject theirs = Map("settings", "default");
        theirs.Content["data"] = new JsonObject { ["key"] = "theirs" };
        await other.ApplyAsync(ConfigMaps, theirs, force: false, Token);
        KubeObject ours = Map("settings", "default");
        ours.Content["data"] = new JsonObject { ["key"] = "ours" };

        PhoenixException conflict = await Assert.ThrowsAsync<PhoenixException>(() => Driver(ours).UpAsync(Token));
        Assert.Contains("somebody", conflict.Message, StringComparison.Ordinal);
        await Driver(TimeSpan.FromSeconds(30), force: true, null, ours).UpAsync(Token);
        Assert.Equal("ours", (await Api.GetAsync(ConfigMaps, "default", "settings", Token))!.TextAt("data", "key"));
    }

    [Fact]
    public async Task A_webhook_that_is_not_there_yet_is_waited_for()
    {
        using ClusterApi impatient = SimAccess.Open(Sim, bounds: SimAccess.Short with { Call = TimeSpan.FromMilliseconds(200) });
        Sim.Faults.Plant(new KubeFault
        {
            Verb = "apply", Resource = "configmaps", Times = 20, Effect = KubeFaultEffect.Answer, Code = 500, Message = "Internal error occurred: failed calling webhook \"a.test\": connect: connection refused",
        });
        KubernetesDriver driver = new(new DriverDefinition.Kubernetes([], null, null, false), Owner, new Source([Map("settings", "default").Content]), impatient, _log, TimeSpan.FromSeconds(60), TimeProvider.System);
        Task up = driver.UpAsync(Token);
        await Task.WhenAny(up, SaidAsync("webhook does not answer"));
        Sim.Faults.Clear();
        await up;
        Assert.Contains(_log.Lines, l => l.Contains("a.test", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_never_gone()
    {
        using ClusterApi impatient = SimAccess.Open(Sim, bounds: SimAccess.Short with { Call = TimeSpan.FromMilliseconds(200) });
        KubernetesDriver driver = new(new DriverDefinition.Kubernetes([], null, null, false), Owner, new Source([Map("settings", "default").Content]), impatient, _log, TimeSpan.FromSeconds(5), TimeProvider.System);
        Sim.Faults.GoAway();
        Assert.Equal(ErrorCode.ClusterUnavailable, (await Assert.ThrowsAsync<PhoenixException>(() => driver.ExistsAsync(Token))).Code);
        await Assert.ThrowsAsync<PhoenixException>(() => driver.WipeAsync(Token));
    }

    [Fact]
    public async Task Objects_without_a_namespace_get_the_layers()
    {
        await Driver(Make("v1", "Namespace", "castle", null)).UpAsync(Token);
        KubernetesDriver driver = Driver(TimeSpan.FromSeconds(30), force: false, "castle", Map("settings", null));
        await driver.UpAsync(Token);
        Assert.NotNull(await Api.GetAsync(ConfigMaps, "castle", "settings", Token));
        await driver.WipeAsync(Token);
        Assert.False(await driver.ExistsAsync(Token));
    }

    [Fact]
    public async Task An_empty_layer_and_one_with_an_object_twice_are_refused()
    {
        Assert.Equal(ErrorCode.Configuration, (await Assert.ThrowsAsync<PhoenixException>(() => Driver().UpAsync(Token))).Code);
        Assert.Equal(ErrorCode.Configuration, (await Assert.ThrowsAsync<PhoenixException>(() => Driver(Map("a"), Map("a")).ExistsAsync(Token))).Code);
    }

    private KubernetesDriver Driver(params KubeObject[] objects) => Driver(TimeSpan.FromSeconds(30), objects);

    private KubernetesDriver Driver(TimeSpan timeout, params KubeObject[] objects) => Driver(timeout, force: false, null, objects);

    private KubernetesDriver Driver(TimeSpan timeout, bool force, string? ns, params KubeObject[] objects) =>
        new(new DriverDefinition.Kubernetes([], null, ns, force), Owner, new Source([.. objects.Select(o => o.Content)]), Api, _log, timeout, TimeProvider.System);

    private async Task AppearsAsync(KubeKind kind, string ns, string name)
    {
        await foreach (KubeChange change in Api.WatchAsync(kind, ns, name, null, Token))
        {
            if (change.Type == KubeChangeType.Present)
            {
                return;
            }
        }
    }

    private async Task SaidAsync(string text)
    {
        while (!_log.Lines.Any(l => l.Contains(text, StringComparison.Ordinal)))
        {
            await Task.Delay(20, Token);
        }
    }

    private static KubeObject Map(string name, string? ns = "castle") => Make("v1", "ConfigMap", name, ns);

    private static KubeObject Castle(string name) => Make("a.phoenix.test/v1", "Castle", name, "castle");

    private static KubeObject Deployment(string name)
    {
        KubeObject deployment = Make("apps/v1", "Deployment", name, "default");
        deployment.Content["spec"] = Parse("""{"selector":{"matchLabels":{"app":"a"}},"template":{"metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"name":"a","image":"a"}]}}}""");
        return deployment;
    }

    private static KubeObject Definition()
    {
        KubeObject definition = Make("apiextensions.k8s.io/v1", "CustomResourceDefinition", "castles.a.phoenix.test", null);
        definition.Content["spec"] = Parse("""
            {"group":"a.phoenix.test","scope":"Namespaced","names":{"kind":"Castle","listKind":"CastleList","plural":"castles","singular":"castle"},
             "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}
            """);
        return definition;
    }

    private static KubeObject Make(string apiVersion, string kind, string name, string? ns)
    {
        JsonObject metadata = new() { ["name"] = name };
        if (ns is not null)
        {
            metadata["namespace"] = ns;
        }

        return new KubeObject(new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = metadata });
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private sealed class Source(IReadOnlyList<JsonObject> objects) : IManifestSource
    {
        public Task<IReadOnlyList<JsonObject>> ReadAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<JsonObject>>([.. objects.Select(o => o.DeepClone().AsObject())]);
    }
}
