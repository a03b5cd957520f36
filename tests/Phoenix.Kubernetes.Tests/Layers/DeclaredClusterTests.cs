using Phoenix.Errors;
using Phoenix.KubeSim;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Layers;
using Phoenix.Ports;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Layers;

/// <summary>The cluster of a stack is opened when it is first asked, and asked who it is before anything else.</summary>
public sealed class DeclaredClusterTests : IAsyncLifetime
{
    private static readonly KubeKind Namespaces = new("", "v1", "Namespace", "namespaces", Namespaced: false);
    private readonly string _folder = Directory.CreateTempSubdirectory("phoenix-declared-").FullName;
    private readonly LayerOutputs _outputs = new();
    private KubeSimServer _first = null!;
    private KubeSimServer _second = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder, "kubeconfig");

    private NotedCluster Noted => new(Path.Combine(_folder, "stack.cluster"));

    public async ValueTask InitializeAsync()
    {
        _first = await KubeSimServer.StartAsync(new KubeSimOptions(), Token);
        _second = await KubeSimServer.StartAsync(new KubeSimOptions(), Token);
        await System.IO.File.WriteAllTextAsync(File, _first.Kubeconfig, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_create_notes_what_it_finds_and_another_one_is_refused()
    {
        await using (DeclaredCluster cluster = Open(ClusterTrust.Note))
        {
            Assert.NotNull(await LookAsync(cluster));
        }

        Assert.Equal(new ClusterIdentity(_first.ClusterUid), Noted.Read());
        await System.IO.File.WriteAllTextAsync(File, _second.Kubeconfig, Token);
        foreach (ClusterTrust trust in Enum.GetValues<ClusterTrust>())
        {
            await using DeclaredCluster other = Open(trust);
            Assert.Equal(ErrorCode.WrongCluster, (await Assert.ThrowsAsync<PhoenixException>(() => LookAsync(other))).Code);
        }

        Assert.Equal(new ClusterIdentity(_first.ClusterUid), Noted.Read());
    }

    [Fact]
    public async Task What_destroys_must_know_it()
    {
        await using DeclaredCluster unknown = Open(ClusterTrust.MustKnow);
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => LookAsync(unknown));
        Assert.Equal(ErrorCode.WrongCluster, e.Code);
        Assert.Contains(_first.ClusterUid, e.Hint, StringComparison.Ordinal);

        await using DeclaredCluster named = Open(ClusterTrust.MustKnow, d => d with { Identity = _first.ClusterUid });
        Assert.NotNull(await LookAsync(named));
        await using DeclaredCluster wrong = Open(ClusterTrust.MustKnow, d => d with { Identity = _second.ClusterUid });
        Assert.Equal(ErrorCode.WrongCluster, (await Assert.ThrowsAsync<PhoenixException>(() => LookAsync(wrong))).Code);
    }

    [Fact]
    public async Task A_look_notes_nothing()
    {
        await using DeclaredCluster cluster = Open(ClusterTrust.Look);

        Assert.NotNull(await LookAsync(cluster));

        Assert.Null(Noted.Read());
    }

    [Fact]
    public async Task After_its_machines_were_seen_gone_the_next_one_takes_its_place()
    {
        Noted.Write(new ClusterIdentity(_first.ClusterUid));
        bool? machines = true;
        await using DeclaredCluster cluster = Open(ClusterTrust.MustKnow);
        cluster.MachinesExist = _ => Task.FromResult(machines);
        Assert.False(await cluster.IsGoneAsync(Token));
        Assert.NotNull(await LookAsync(cluster));

        machines = null;
        Assert.False(await cluster.IsGoneAsync(Token));
        machines = false;
        Assert.True(await cluster.IsGoneAsync(Token));
        machines = true;
        await System.IO.File.WriteAllTextAsync(File, _second.Kubeconfig, Token);

        Assert.NotNull(await LookAsync(cluster));
        Assert.Equal(new ClusterIdentity(_second.ClusterUid), Noted.Read());
    }

    [Fact]
    public async Task An_output_is_read_when_it_is_first_needed_and_an_empty_one_leads_nowhere()
    {
        ClusterDefinition definition = new() { KubeconfigText = new ValueTemplate("${engine.kubeconfig}") };
        await using DeclaredCluster cluster = Open(ClusterTrust.Look, _ => definition);
        int reads = 0;
        cluster.ReadOutputs = (layer, _) =>
        {
            reads++;
            _outputs.SetAbsent(layer);
            return Task.CompletedTask;
        };
        Assert.Equal(ErrorCode.ClusterUnavailable, (await Assert.ThrowsAsync<PhoenixException>(() => LookAsync(cluster))).Code);

        _outputs.Set("engine", new Dictionary<string, LayerOutput> { ["kubeconfig"] = new(_first.Kubeconfig, Sensitive: true) });
        Assert.NotNull(await LookAsync(cluster));
        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task A_kubeconfig_that_is_not_there_is_no_cluster_yet()
    {
        System.IO.File.Delete(File);
        await using DeclaredCluster cluster = Open(ClusterTrust.Note);

        Assert.Equal(ErrorCode.ClusterUnavailable, (await Assert.ThrowsAsync<PhoenixException>(() => LookAsync(cluster))).Code);
    }

    private static Task<KubeObject?> LookAsync(DeclaredCluster cluster) => cluster.GetAsync(Namespaces, null, "kube-system", Token);

    private DeclaredCluster Open(ClusterTrust trust, Func<ClusterDefinition, ClusterDefinition>? change = null)
    {
        ClusterDefinition definition = new() { KubeconfigFile = new ValueTemplate(File) };
        return new DeclaredCluster(change?.Invoke(definition) ?? definition, _outputs, new NoSecrets(), Noted, trust, new NoPrograms(), TimeProvider.System);
    }

    private sealed class NoSecrets : ISecretReader
    {
        public IReadOnlyList<string> Known => [];

        public Task<string> ReadAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string> ReadAsync(string name, SecretDefinition definition, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class NoPrograms : ICredentialProgram
    {
        public Task<string> RunAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, TimeSpan bound, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
