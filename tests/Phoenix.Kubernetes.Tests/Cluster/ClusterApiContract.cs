using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Waiting;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>What every API server must do for Phoenix. It leans on nothing that one server alone does: names are its own, and it takes away what it makes.</summary>
[Trait("Contract", "Kubernetes")]
public abstract class ClusterApiContract : IAsyncLifetime
{
    private static readonly KubeKind Namespaces = new("", "v1", "Namespace", "namespaces", Namespaced: false);
    private static readonly KubeKind ConfigMaps = new("", "v1", "ConfigMap", "configmaps", Namespaced: true);
    private static readonly KubeKind Definitions = new("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", Namespaced: false);

    private readonly string _ns = "phoenix-test-" + Guid.NewGuid().ToString("N")[..10];

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private ClusterApi Api { get; set; } = null!;

    private ClusterApi Other { get; set; } = null!;

    /// <summary>A client of the server; skips the test, visibly, where there is none.</summary>
    protected abstract Task<ClusterApi> OpenAsync(string manager, ClusterBounds bounds);

    /// <summary>A client of the same server with a token that nobody issued.</summary>
    protected abstract Task<ClusterApi> OpenStrangerAsync();

    public async ValueTask InitializeAsync()
    {
        Api = await OpenAsync("phoenix", new ClusterBounds { PageSize = 2 });
        Other = await OpenAsync("somebody", new ClusterBounds());
        Assert.NotNull(await Api.CreateAsync(Namespaces, Make("v1", "Namespace", _ns, null), Token));
    }

    public async ValueTask DisposeAsync()
    {
        if (Api is not null)
        {
            await Api.DeleteAsync(Namespaces, null, _ns, null, CancellationToken.None);
            Api.Dispose();
            Other.Dispose();
        }
    }

    [Fact]
    public async Task A_kind_is_found_as_the_server_serves_it()
    {
        Assert.Equal(ConfigMaps, await Api.FindKindAsync("v1", "ConfigMap", Token));
        Assert.Equal(new KubeKind("apps", "v1", "Deployment", "deployments", true), await Api.FindKindAsync("apps/v1", "Deployment", Token));
        Assert.Equal("v1", (await Api.FindKindAsync("apps/", "Deployment", Token))?.Version);
        Assert.Equal(Namespaces, await Api.FindKindAsync("v1", "Namespace", Token));
        Assert.Null(await Api.FindKindAsync("v1", "Castle", Token));
        Assert.Null(await Api.FindKindAsync("apps/v9", "Deployment", Token));
        Assert.Null(await Api.FindKindAsync("nobody.phoenix.test/v1", "Castle", Token));
        Assert.Null(await Api.FindKindAsync("nobody.phoenix.test/", "Castle", Token));
    }

    [Fact]
    public async Task What_is_not_there_is_null()
    {
        Assert.Null(await Api.GetAsync(ConfigMaps, _ns, "missing", Token));
        Assert.Null(await Api.GetAsync(ConfigMaps, _ns + "-missing", "missing", Token));
        Assert.Empty(await Api.ListAsync(ConfigMaps, _ns + "-missing", null, Token));
        Assert.False(await Api.DeleteAsync(ConfigMaps, _ns, "missing", null, Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a?b")]
    public async Task A_name_that_leads_elsewhere_is_refused(string name)
    {
        await Api.ApplyAsync(ConfigMaps, Map("kept", "a"), force: false, Token);
        await Assert.ThrowsAsync<PhoenixException>(() => Api.DeleteAsync(ConfigMaps, _ns, name, null, Token));
        await Assert.ThrowsAsync<PhoenixException>(() => Api.GetAsync(ConfigMaps, _ns, name, Token));
        Assert.NotNull(await Api.GetAsync(ConfigMaps, _ns, "kept", Token));
    }

    [Fact]
    public async Task Of_two_creates_one_makes_the_object()
    {
        KubeObject? made = await Api.CreateAsync(ConfigMaps, Map("one", "a"), Token);
        Assert.NotNull(made?.Uid);
        Assert.NotNull(made.ResourceVersion);
        Assert.Null(await Api.CreateAsync(ConfigMaps, Map("one", "b"), Token));
        Assert.Equal("a", (await Api.GetAsync(ConfigMaps, _ns, "one", Token))?.TextAt("data", "key"));
    }

    [Fact]
    public async Task A_create_in_a_namespace_that_is_not_there_fails()
    {
        PhoenixException wrong = await Assert.ThrowsAsync<PhoenixException>(() => Api.CreateAsync(ConfigMaps, Make("v1", "ConfigMap", "one", _ns + "-missing"), Token));
        Assert.Contains("namespace is not there", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_apply_makes_changes_and_takes_back_what_it_no_longer_says()
    {
        KubeObject first = Map("applied", "a");
        first.Content["data"]!["second"] = "b";
        KubeObject made = await Api.ApplyAsync(ConfigMaps, first, force: false, Token);
        Assert.Contains(made.At("metadata", "managedFields")!.AsArray(), f => (string?)f!["manager"] == "phoenix" && (string?)f["operation"] == "Apply");

        KubeObject changed = await Api.ApplyAsync(ConfigMaps, Map("applied", "c"), force: false, Token);
        Assert.Equal(made.Uid, changed.Uid);
        Assert.Equal("c", changed.TextAt("data", "key"));
        Assert.Null(changed.At("data", "second"));

        KubeObject same = await Api.ApplyAsync(ConfigMaps, Map("applied", "c"), force: false, Token);
        Assert.Equal(changed.ResourceVersion, same.ResourceVersion);
    }

    [Fact]
    public async Task An_apply_names_the_owner_of_a_field_and_takes_it_over_only_by_force()
    {
        await Other.ApplyAsync(ConfigMaps, Map("shared", "theirs"), force: false, Token);
        PhoenixException conflict = await Assert.ThrowsAsync<PhoenixException>(() => Api.ApplyAsync(ConfigMaps, Map("shared", "ours"), force: false, Token));
        Assert.True(Assert.IsType<ApiStatusException>(conflict.InnerException).IsOwnedByOthers);
        Assert.False(conflict.IsTransient);
        Assert.Contains(".data.key", conflict.Message, StringComparison.Ordinal);
        Assert.Contains("somebody", conflict.Message, StringComparison.Ordinal);
        Assert.Equal("theirs", (await Api.GetAsync(ConfigMaps, _ns, "shared", Token))?.TextAt("data", "key"));

        Assert.Equal("ours", (await Api.ApplyAsync(ConfigMaps, Map("shared", "ours"), force: true, Token)).TextAt("data", "key"));
    }

    [Fact]
    public async Task A_patch_changes_and_removes()
    {
        await Api.ApplyAsync(ConfigMaps, Map("patched", "a"), force: false, Token);
        KubeObject changed = await Api.PatchAsync(ConfigMaps, _ns, "patched", Parse("""{"data":{"key":null,"second":"b"},"metadata":{"annotations":{"a.test/b":"c"}}}"""), status: false, Token);
        Assert.Null(changed.At("data", "key"));
        Assert.Equal("b", changed.TextAt("data", "second"));
        Assert.Equal("c", changed.TextAt("metadata", "annotations", "a.test/b"));
    }

    [Fact]
    public async Task A_patch_of_an_older_version_is_refused_as_stale()
    {
        KubeObject first = await Api.ApplyAsync(ConfigMaps, Map("raced", "a"), force: false, Token);
        await Api.ApplyAsync(ConfigMaps, Map("raced", "b"), force: false, Token);
        JsonObject patch = new() { ["metadata"] = new JsonObject { ["resourceVersion"] = first.ResourceVersion }, ["data"] = new JsonObject { ["key"] = "c" } };
        PhoenixException stale = await Assert.ThrowsAsync<PhoenixException>(() => Api.PatchAsync(ConfigMaps, _ns, "raced", patch, status: false, Token));
        Assert.True(Assert.IsType<ApiStatusException>(stale.InnerException).IsStale);
        Assert.True(stale.IsTransient);
    }

    [Fact]
    public async Task A_patch_of_nothing_fails()
    {
        await Assert.ThrowsAsync<PhoenixException>(() => Api.PatchAsync(ConfigMaps, _ns, "missing", Parse("""{"data":{"a":"b"}}"""), status: false, Token));
    }

    [Fact]
    public async Task An_object_that_is_not_valid_is_refused_with_its_field()
    {
        PhoenixException wrong = await Assert.ThrowsAsync<PhoenixException>(() => Api.CreateAsync(ConfigMaps, Map("Not_A_Name", "a"), Token));
        Assert.Equal(ErrorCode.LayerFailed, wrong.Code);
        Assert.Contains("metadata.name", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_whole_over_several_pages_and_chooses_by_labels()
    {
        for (int i = 0; i < 5; i++)
        {
            KubeObject one = Map($"listed-{i}", "a");
            one.Content["metadata"]!["labels"] = new JsonObject { ["phoenix.test/list"] = i % 2 == 0 ? "even" : "odd" };
            await Api.CreateAsync(ConfigMaps, one, Token);
        }

        Assert.Equal(5, (await Api.ListAsync(ConfigMaps, _ns, "phoenix.test/list", Token)).Count);
        IReadOnlyList<KubeObject> odd = await Api.ListAsync(ConfigMaps, null, "phoenix.test/list=odd", Token);
        Assert.Equal(["listed-1", "listed-3"], odd.Where(o => o.Namespace == _ns).Select(o => o.Name).Order());
        Assert.All(odd, o => Assert.Equal(("v1", "ConfigMap"), (o.ApiVersion, o.Kind)));
    }

    [Fact]
    public async Task A_delete_takes_the_one_that_is_meant()
    {
        KubeObject first = await Api.ApplyAsync(ConfigMaps, Map("deleted", "a"), force: false, Token);
        Assert.False(await Api.DeleteAsync(ConfigMaps, _ns, "deleted", Guid.NewGuid().ToString(), Token));
        Assert.NotNull(await Api.GetAsync(ConfigMaps, _ns, "deleted", Token));
        Assert.True(await Api.DeleteAsync(ConfigMaps, _ns, "deleted", first.Uid, Token));
        await Waiting.UntilGoneAsync(ConfigMaps, _ns, "deleted", first.Uid, TimeSpan.FromSeconds(20), Token);
        Assert.Null(await Api.GetAsync(ConfigMaps, _ns, "deleted", Token));
    }

    [Fact]
    public async Task A_finalizer_keeps_an_object_and_is_named()
    {
        KubeObject held = Map("held", "a");
        held.Content["metadata"]!["finalizers"] = new JsonArray("phoenix.test/hold");
        KubeObject made = (await Api.CreateAsync(ConfigMaps, held, Token))!;
        Assert.True(await Api.DeleteAsync(ConfigMaps, _ns, "held", made.Uid, Token));
        Assert.True((await Api.GetAsync(ConfigMaps, _ns, "held", Token))?.IsDeleting);
        PhoenixException late = await Assert.ThrowsAsync<PhoenixException>(() => Waiting.UntilGoneAsync(ConfigMaps, _ns, "held", made.Uid, TimeSpan.FromSeconds(1), Token));
        Assert.Equal(ErrorCode.TimedOut, late.Code);
        Assert.Contains("phoenix.test/hold", late.Message, StringComparison.Ordinal);

        Task gone = Waiting.UntilGoneAsync(ConfigMaps, _ns, "held", made.Uid, TimeSpan.FromSeconds(20), Token);
        await Api.PatchAsync(ConfigMaps, _ns, "held", Parse("""{"metadata":{"finalizers":null}}"""), status: false, Token);
        await gone;
    }

    [Fact]
    public async Task A_watch_tells_the_list_then_each_change()
    {
        await Api.ApplyAsync(ConfigMaps, Map("watched", "a"), force: false, Token);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using IAsyncEnumerator<KubeChange> changes = Api.WatchAsync(ConfigMaps, _ns, "watched", null, end.Token).GetAsyncEnumerator(Token);
        Assert.Equal("a", (await NextAsync(changes, KubeChangeType.Present)).Object!.TextAt("data", "key"));
        await NextAsync(changes, KubeChangeType.Listed);
        await Api.ApplyAsync(ConfigMaps, Map("not-watched", "a"), force: false, Token);
        await Api.ApplyAsync(ConfigMaps, Map("watched", "b"), force: false, Token);
        Assert.Equal("b", (await NextAsync(changes, KubeChangeType.Present)).Object!.TextAt("data", "key"));
        await Api.DeleteAsync(ConfigMaps, _ns, "watched", null, Token);
        while ((await NextAsync(changes, null)).Type == KubeChangeType.Present)
        {
            // Its deletion is asked for, foreground, before it goes.
        }

        Assert.Null(await Api.GetAsync(ConfigMaps, _ns, "watched", Token));
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await changes.MoveNextAsync());
    }

    [Fact]
    public async Task A_watch_by_label_tells_of_an_object_that_loses_it()
    {
        KubeObject one = Map("labelled", "a");
        one.Content["metadata"]!["labels"] = new JsonObject { ["phoenix.test/seen"] = "yes" };
        await using IAsyncEnumerator<KubeChange> changes = Api.WatchAsync(ConfigMaps, _ns, null, "phoenix.test/seen=yes", Token).GetAsyncEnumerator(Token);
        await NextAsync(changes, KubeChangeType.Listed);
        await Api.ApplyAsync(ConfigMaps, one, force: false, Token);
        Assert.Equal("labelled", (await NextAsync(changes, KubeChangeType.Present)).Object!.Name);
        await Api.PatchAsync(ConfigMaps, _ns, "labelled", Parse("""{"metadata":{"labels":{"phoenix.test/seen":"no"}}}"""), status: false, Token);
        Assert.Equal("labelled", (await NextAsync(changes, KubeChangeType.Gone)).Object!.Name);
    }

    [Fact]
    public async Task A_definition_is_awaited_and_its_schema_holds()
    {
        string group = $"g{Guid.NewGuid():N}"[..8] + ".phoenix.test";
        Assert.Null(await Api.FindKindAsync(group + "/v1", "Castle", Token));
        Task<KubeKind> served = Waiting.UntilServedAsync(group + "/v1", "Castle", TimeSpan.FromSeconds(30), Token);
        KubeObject definition = await Api.ApplyAsync(Definitions, Definition(group), force: false, Token);
        try
        {
            KubeKind castles = await served;
            Assert.Equal(new KubeKind(group, "v1", "Castle", "castles", true), castles);
            KubeObject castle = Make(group + "/v1", "Castle", "one", _ns);
            castle.Content["spec"] = new JsonObject { ["towers"] = 4 };
            KubeObject made = await Api.ApplyAsync(castles, castle, force: false, Token);
            Assert.Equal(1, made.Generation);

            KubeObject judged = await Api.PatchAsync(castles, _ns, "one", Parse("""{"status":{"phase":"up"},"spec":{"towers":9}}"""), status: true, Token);
            Assert.Equal("up", judged.TextAt("status", "phase"));
            Assert.Equal(4, (int)judged.At("spec", "towers")!);
            Assert.Equal(1, judged.Generation);

            castle.Content["spec"]!["towers"] = "many";
            Assert.Equal(ErrorCode.LayerFailed, (await Assert.ThrowsAsync<PhoenixException>(() => Api.ApplyAsync(castles, castle, force: false, Token))).Code);
            castle.Content["spec"] = new JsonObject { ["moats"] = 1 };
            Assert.Contains("moats", (await Assert.ThrowsAsync<PhoenixException>(() => Api.ApplyAsync(castles, castle, force: false, Token))).Message, StringComparison.Ordinal);
        }
        finally
        {
            await Api.DeleteAsync(Definitions, null, definition.Name, definition.Uid, CancellationToken.None);
        }

        await Waiting.UntilGoneAsync(Definitions, null, definition.Name, definition.Uid, TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public async Task A_cluster_is_known_by_its_identity()
    {
        ClusterIdentity identity = await ClusterIdentity.ReadAsync(Api, Token);
        await ClusterIdentity.RequireAsync(Api, identity, "the last create", Token);
        PhoenixException other = await Assert.ThrowsAsync<PhoenixException>(() => ClusterIdentity.RequireAsync(Api, new ClusterIdentity(Guid.NewGuid().ToString()), "the stack file", Token));
        Assert.Equal(ErrorCode.WrongCluster, other.Code);
        Assert.Contains(identity.Uid, other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_nobody_issued_is_denied_and_nothing_is_taken_for_missing()
    {
        using ClusterApi stranger = await OpenStrangerAsync();
        Assert.Equal(ErrorCode.ClusterDenied, (await Assert.ThrowsAsync<PhoenixException>(() => stranger.GetAsync(ConfigMaps, _ns, "missing", Token))).Code);
        Assert.Equal(ErrorCode.ClusterDenied, (await Assert.ThrowsAsync<PhoenixException>(() => stranger.ListAsync(ConfigMaps, _ns, null, Token))).Code);
        Assert.Equal(ErrorCode.ClusterDenied, (await Assert.ThrowsAsync<PhoenixException>(() => stranger.DeleteAsync(Namespaces, null, _ns, null, Token))).Code);
    }

    [Fact]
    public async Task Logs_and_ports_of_a_pod_that_is_not_there()
    {
        Assert.Null(await Api.ReadLogAsync(_ns, "missing", null, 10, Token));
        await Assert.ThrowsAsync<PhoenixException>(() => Api.OpenPortAsync(_ns, "missing", 5432, Token));
    }

    private ObjectWaiting Waiting => new(Api, new SilentLog(), TimeProvider.System);

    private static async Task<KubeChange> NextAsync(IAsyncEnumerator<KubeChange> changes, KubeChangeType? wanted)
    {
        Assert.True(await changes.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Token));
        if (wanted is not null)
        {
            Assert.Equal(wanted, changes.Current.Type);
        }

        return changes.Current;
    }

    private KubeObject Map(string name, string value)
    {
        KubeObject map = Make("v1", "ConfigMap", name, _ns);
        map.Content["data"] = new JsonObject { ["key"] = value };
        return map;
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

    private static KubeObject Definition(string group)
    {
        KubeObject definition = Make("apiextensions.k8s.io/v1", "CustomResourceDefinition", "castles." + group, null);
        definition.Content["spec"] = Parse($$"""
            {
              "group": "{{group}}", "scope": "Namespaced", "names": { "kind": "Castle", "listKind": "CastleList", "plural": "castles", "singular": "castle" },
              "versions": [ { "name": "v1", "served": true, "storage": true, "subresources": { "status": {} }, "schema": { "openAPIV3Schema": { "type": "object", "properties": {
                "spec": { "type": "object", "properties": { "towers": { "type": "integer" } } }, "status": { "type": "object", "properties": { "phase": { "type": "string" } } } } } } } ]
            }
            """);
        return definition;
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
