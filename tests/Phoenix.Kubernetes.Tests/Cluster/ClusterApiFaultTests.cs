using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.KubeSim;
using Phoenix.KubeSim.Faults;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>What <see cref="ClusterApi"/> makes of a server that fails.</summary>
public sealed class ClusterApiFaultTests : IAsyncLifetime
{
    private static readonly KubeKind ConfigMaps = new("", "v1", "ConfigMap", "configmaps", Namespaced: true);
    private static readonly KubeKind Secrets = new("", "v1", "Secret", "secrets", Namespaced: true);
    private static readonly KubeKind Pods = new("", "v1", "Pod", "pods", Namespaced: true);

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
    public async Task A_server_that_is_away_for_a_while_is_ridden_out()
    {
        await Api.ApplyAsync(ConfigMaps, Map("one", "a"), force: false, Token);
        Sim.Faults.GoAway(TimeSpan.FromSeconds(1));
        Assert.Equal("a", (await Api.GetAsync(ConfigMaps, "default", "one", Token))?.TextAt("data", "key"));
        Sim.Faults.GoAway(TimeSpan.FromMilliseconds(300));
        await Api.ApplyAsync(ConfigMaps, Map("one", "b"), force: false, Token);
        Assert.Null(Api.Trouble);
    }

    [Fact]
    public async Task A_server_that_stays_away_is_an_error_and_never_an_absence()
    {
        using ClusterApi impatient = SimAccess.Open(Sim, bounds: SimAccess.Short with { Call = TimeSpan.FromMilliseconds(300) });
        Sim.Faults.GoAway();
        PhoenixException away = await Assert.ThrowsAsync<PhoenixException>(() => impatient.GetAsync(ConfigMaps, "default", "one", Token));
        Assert.Equal(ErrorCode.ClusterUnavailable, away.Code);
        Assert.True(away.IsTransient);
        Assert.NotNull(impatient.Trouble);
        await Assert.ThrowsAsync<PhoenixException>(() => impatient.DeleteAsync(ConfigMaps, "default", "one", "some-uid", Token));
        await Assert.ThrowsAsync<PhoenixException>(() => impatient.FindKindAsync("apps/v1", "Deployment", Token));
    }

    [Fact]
    public async Task An_answer_that_never_comes_is_bounded()
    {
        using ClusterApi impatient = SimAccess.Open(Sim, bounds: SimAccess.Short with { Attempt = TimeSpan.FromMilliseconds(200), Call = TimeSpan.FromMilliseconds(500) });
        Sim.Faults.Plant(new KubeFault { Verb = "get", Effect = KubeFaultEffect.Hang });
        PhoenixException late = await Assert.ThrowsAsync<PhoenixException>(() => impatient.GetAsync(ConfigMaps, "default", "one", Token));
        Assert.Equal(ErrorCode.ClusterUnavailable, late.Code);
    }

    [Fact]
    public async Task Too_many_requests_are_waited_out_as_the_server_asks()
    {
        Sim.Faults.TooManyRequests(times: 2, retryAfterSeconds: 1);
        long start = TimeProvider.System.GetTimestamp();
        Assert.NotNull(await Api.CreateAsync(ConfigMaps, Map("one", "a"), Token));
        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 1.9, 8);
        Assert.Equal(2, Sim.Faults.Met);
    }

    [Fact]
    public async Task A_storm_of_429_ends_in_an_error_at_the_bound()
    {
        using ClusterApi impatient = SimAccess.Open(Sim, bounds: SimAccess.Short with { Call = TimeSpan.FromMilliseconds(1500) });
        Sim.Faults.TooManyRequests(times: null, retryAfterSeconds: 1);
        PhoenixException storm = await Assert.ThrowsAsync<PhoenixException>(() => impatient.ListAsync(ConfigMaps, null, null, Token));
        Assert.Equal(ErrorCode.ClusterUnavailable, storm.Code);
        Assert.True(storm.IsTransient);
        Assert.Contains("429", storm.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_create_of_which_nobody_knows_whether_it_was_done_is_not_repeated()
    {
        Sim.Faults.Plant(new KubeFault { Verb = "create", Resource = "configmaps", Times = 1, Effect = KubeFaultEffect.DropAnswer });
        PhoenixException lost = await Assert.ThrowsAsync<PhoenixException>(() => Api.CreateAsync(ConfigMaps, Map("one", "a"), Token));
        Assert.True(lost.IsTransient);
        Assert.NotNull(await Api.GetAsync(ConfigMaps, "default", "one", Token));
        Assert.Null(await Api.CreateAsync(ConfigMaps, Map("one", "a"), Token));
    }

    [Fact]
    public async Task A_delete_by_identity_whose_answer_is_lost_was_a_delete()
    {
        KubeObject made = await Api.ApplyAsync(ConfigMaps, Map("one", "a"), force: false, Token);
        Sim.Faults.Plant(new KubeFault { Verb = "delete", Times = 1, Effect = KubeFaultEffect.DropAnswer });
        Assert.True(await Api.DeleteAsync(ConfigMaps, "default", "one", made.Uid, Token));
    }

    [Fact]
    public async Task A_delete_by_name_whose_answer_is_lost_is_not_repeated()
    {
        await Api.ApplyAsync(ConfigMaps, Map("one", "a"), force: false, Token);
        Sim.Faults.Plant(new KubeFault { Verb = "delete", Times = 1, Effect = KubeFaultEffect.DropAnswer });
        await Assert.ThrowsAsync<PhoenixException>(() => Api.DeleteAsync(ConfigMaps, "default", "one", null, Token));
    }

    [Fact]
    public async Task Conflicts_of_storage_are_ridden_out_by_an_apply_and_told_by_a_patch()
    {
        Sim.Faults.Conflict("apply", times: 3);
        await Api.ApplyAsync(ConfigMaps, Map("one", "a"), force: false, Token);
        Sim.Faults.Conflict("patch", times: 1);
        PhoenixException stale = await Assert.ThrowsAsync<PhoenixException>(() => Api.PatchAsync(ConfigMaps, "default", "one", new JsonObject(), status: false, Token));
        Assert.True(Assert.IsType<ApiStatusException>(stale.InnerException).IsStale);
    }

    [Fact]
    public async Task Conflicts_without_end_are_an_error_at_the_bound()
    {
        using ClusterApi impatient = SimAccess.Open(Sim, bounds: SimAccess.Short with { Call = TimeSpan.FromMilliseconds(500) });
        Sim.Faults.Conflict("apply", times: null);
        PhoenixException conflict = await Assert.ThrowsAsync<PhoenixException>(() => impatient.ApplyAsync(ConfigMaps, Map("one", "a"), force: false, Token));
        Assert.True(conflict.IsTransient);
    }

    [Fact]
    public async Task What_an_account_may_not_do_is_told_with_what_to_grant()
    {
        Sim.Faults.Forbid("list", "secrets");
        PhoenixException denied = await Assert.ThrowsAsync<PhoenixException>(() => Api.ListAsync(Secrets, "default", null, Token));
        Assert.Equal(ErrorCode.ClusterDenied, denied.Code);
        Assert.Contains("Role", denied.Hint, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PhoenixException>(async () =>
        {
            await foreach (KubeChange change in Api.WatchAsync(Secrets, "default", null, null, Token))
            {
                Assert.Fail($"told {change}");
            }
        });
    }

    [Fact]
    public async Task A_token_that_is_refused_is_read_again()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("phoenix-kubeconfig-");
        try
        {
            string first = Sim.IssueToken("admin");
            string path = Path.Combine(folder.FullName, "config");
            await File.WriteAllTextAsync(path, Sim.KubeconfigFor(first), Token);
            using ClusterApi api = new(new Kubeconfig(null, TimeProvider.System).Load(path, null), TimeProvider.System, SimAccess.Short);
            Assert.Null(await api.GetAsync(ConfigMaps, "default", "one", Token));
            Sim.RevokeToken(first);
            PhoenixException denied = await Assert.ThrowsAsync<PhoenixException>(() => api.GetAsync(ConfigMaps, "default", "one", Token));
            Assert.Equal(ErrorCode.ClusterDenied, denied.Code);
            Assert.DoesNotContain(first, denied.ToString(), StringComparison.Ordinal);

            await File.WriteAllTextAsync(path, Sim.KubeconfigFor(Sim.IssueToken("admin")), Token);
            Assert.Null(await api.GetAsync(ConfigMaps, "default", "one", Token));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_client_certificate_is_shown()
    {
        using ClusterApi api = SimAccess.Open(Sim, Sim.CertificateKubeconfig);
        Assert.Null(await api.GetAsync(ConfigMaps, "default", "one", Token));
    }

    [Fact]
    public async Task A_server_of_another_cluster_gets_nothing()
    {
        await using KubeSimServer other = await KubeSimServer.StartAsync(cancellationToken: Token);
        string mixed = Sim.Kubeconfig.Replace(Sim.Address.GetLeftPart(UriPartial.Authority), other.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        using ClusterApi api = SimAccess.Open(Sim, mixed);
        PhoenixException untrusted = await Assert.ThrowsAsync<PhoenixException>(() => api.GetAsync(ConfigMaps, "default", "one", Token));
        Assert.Equal(ErrorCode.Configuration, untrusted.Code);
        Assert.Contains("certificate", untrusted.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_not_in_the_certificate_is_refused_and_can_be_named()
    {
        string address = Sim.Address.GetLeftPart(UriPartial.Authority);
        string named = Sim.Kubeconfig.Replace($"server: {address}", $"server: {address}\n    tls-server-name: elsewhere.test", StringComparison.Ordinal);
        using ClusterApi wrongName = SimAccess.Open(Sim, named);
        Assert.Equal(ErrorCode.Configuration, (await Assert.ThrowsAsync<PhoenixException>(() => wrongName.GetAsync(ConfigMaps, "default", "one", Token))).Code);
        using ClusterApi rightName = SimAccess.Open(Sim, named.Replace("elsewhere.test", "localhost", StringComparison.Ordinal));
        Assert.Null(await rightName.GetAsync(ConfigMaps, "default", "one", Token));
    }

    [Fact]
    public async Task What_is_refused_of_a_secret_is_not_quoted()
    {
        KubeObject secret = Map("one", "a");
        secret.Content["kind"] = "Secret";
        secret.Content["data"] = new JsonObject { ["key"] = "%%not-base64-s3cr3t%%" };
        PhoenixException wrong = await Assert.ThrowsAsync<PhoenixException>(() => Api.ApplyAsync(Secrets, secret, force: false, Token));
        Assert.DoesNotContain("s3cr3t", wrong.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_is_read_and_a_port_reached()
    {
        await PodAsync("one");
        Sim.Pods.Log("default", "one", "db").Write("first", "second");
        Assert.Equal("second", (await Api.ReadLogAsync("default", "one", "db", 1, Token))?.Trim());

        using TcpListener echo = new(IPAddress.Loopback, 0);
        echo.Start();
        Sim.Pods.MapPort("default", "one", 5432, (IPEndPoint)echo.LocalEndpoint);
        Task serve = EchoAsync(echo);
        await using (Stream stream = await Api.OpenPortAsync("default", "one", 5432, Token))
        {
            byte[] sent = Encoding.ASCII.GetBytes(new string('x', 200_000));
            Task writing = stream.WriteAsync(sent, Token).AsTask();
            byte[] back = new byte[sent.Length];
            await stream.ReadExactlyAsync(back, Token);
            await writing;
            Assert.Equal(sent, back);
        }

        await serve;
        await using LocalPort local = new(Api, "default", _ => Task.FromResult("one"), 5432);
        serve = EchoAsync(echo);
        using (TcpClient client = new())
        {
            await client.ConnectAsync(IPAddress.Loopback, local.Port, Token);
            await client.GetStream().WriteAsync("hello"u8.ToArray(), Token);
            byte[] hello = new byte[5];
            await client.GetStream().ReadExactlyAsync(hello, Token);
            Assert.Equal("hello"u8.ToArray(), hello);
        }

        await serve;
    }

    [Fact]
    public async Task A_port_where_nothing_listens_is_an_error_of_its_stream()
    {
        await PodAsync("one");
        IOException refused = await Assert.ThrowsAsync<IOException>(async () =>
        {
            await using Stream stream = await Api.OpenPortAsync("default", "one", 5432, Token);
            await stream.ReadExactlyAsync(new byte[1], Token);
        });
        Assert.Contains("5432", refused.Message, StringComparison.Ordinal);
    }

    private Task<KubeObject> PodAsync(string name)
    {
        KubeObject pod = Map(name, "a");
        pod.Content.Remove("data");
        pod.Content["kind"] = "Pod";
        pod.Content["spec"] = new JsonObject { ["nodeName"] = "node-1", ["containers"] = new JsonArray(new JsonObject { ["name"] = "db", ["image"] = "a" }) };
        return StartedAsync(pod);
    }

    private async Task<KubeObject> StartedAsync(KubeObject pod)
    {
        await Api.ApplyAsync(Pods, pod, force: false, Token);
        JsonObject status = JsonNode.Parse("""{"status":{"phase":"Running","containerStatuses":[{"name":"db","ready":true,"restartCount":0,"image":"a","imageID":"a","state":{"running":{}}}]}}""")!.AsObject();
        return await Api.PatchAsync(Pods, "default", pod.Name, status, status: true, Token);
    }

    private static async Task EchoAsync(TcpListener listener)
    {
        using Socket socket = await listener.AcceptSocketAsync(Token);
        byte[] buffer = new byte[16 << 10];
        for (int read; (read = await socket.ReceiveAsync(buffer, Token)) > 0;)
        {
            await socket.SendAsync(buffer.AsMemory(0, read), Token);
        }
    }

    private static KubeObject Map(string name, string value) => new(new JsonObject
    {
        ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" }, ["data"] = new JsonObject { ["key"] = value },
    });
}
