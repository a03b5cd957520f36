using System.Text.Json.Nodes;
using Phoenix.KubeSim;
using Phoenix.KubeSim.Operators.Crunchy;
using Phoenix.KubeSim.Operators.ExternalSecrets;
using Phoenix.KubeSim.Operators.Flux;
using Phoenix.KubeSim.Operators.Longhorn;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Castle;

/// <summary>
/// One life of the castle's cluster: a simulated API server, and the doubles of its operators as the layers install them. Everything of it, the disks of its
/// machines included, ends with its machines.
/// </summary>
internal sealed class CastleCluster : IAsyncDisposable
{
    /// <summary>What it needs of the operators' own definitions.</summary>
    public static readonly IReadOnlyList<string> Definitions = ["flux", "longhorn-v1.12.1", "external-secrets-v2.9.0", "crunchy-v6.0.3"];

    private readonly KubeSimServer _server;
    private readonly IReadOnlyList<string> _nodes;
    private readonly string _disks;
    private readonly CastleSecrets _secrets;
    private readonly List<IAsyncDisposable> _operators = [];
    private readonly List<ClusterApi> _clients = [];
    private readonly ClusterApi _admin;
    private readonly CancellationTokenSource _ended = new();
    private CrunchyOperator? _pgo;
    private Task _late = Task.CompletedTask;

    private CastleCluster(KubeSimServer server, IReadOnlyList<string> nodes, string disks, CastleSecrets secrets)
    {
        (_server, _nodes, _disks, _secrets) = (server, nodes, disks, secrets);
        _admin = Client("Terraform");
    }

    public string Kubeconfig => _server.Kubeconfig;

    public string Uid => _server.ClusterUid;

    public IClusterApi Api => _admin;

    /// <summary>Whether its network is there: without it no node is ready.</summary>
    public bool IsNetworked { get; private set; }

    /// <summary>Whether its control plane has power.</summary>
    public bool HasControlPlane { get; private set; } = true;

    /// <summary>What the operators met, for a test that waits in vain.</summary>
    public string Words => $"the operator's last error: {_pgo?.LastError ?? "none"}\n{string.Join('\n', _operators.OfType<FluxOperator>().SelectMany(f => f.Errors).Concat(_operators.OfType<ExternalSecretsOperator>().SelectMany(e => e.Errors)).Select(e => e.Message).Distinct().TakeLast(20))}";

    /// <summary>Boots it; its nodes are not ready before <see cref="ConnectAsync"/>.</summary>
    /// <param name="nodes">Names of its machines.</param>
    /// <param name="disks">What stands for their disks; made.</param>
    /// <param name="secrets">What Infisical holds.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<CastleCluster> BootAsync(IReadOnlyList<string> nodes, string disks, CastleSecrets secrets, CancellationToken cancellationToken)
    {
        CastleCluster cluster = new(await KubeSimServer.StartAsync(new KubeSimOptions { Nodes = nodes }, cancellationToken), nodes, disks, secrets);
        Directory.CreateDirectory(disks);
        File.SetUnixFileMode(disks, File.GetUnixFileMode(disks) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        await cluster.SetNodesAsync("False", "KubeletNotReady", "container runtime network not ready: cni plugin not initialized", cancellationToken);
        return cluster;
    }

    /// <summary>Layer <c>engine</c>: Cilium.</summary>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await SetNodesAsync("True", "KubeletReady", "kubelet is posting ready status", cancellationToken);
        IsNetworked = true;
    }

    /// <summary>Layer <c>networking</c>: MetalLB, whose pods run before its webhook answers.</summary>
    public async Task InstallMetalLbAsync(CancellationToken cancellationToken)
    {
        await _server.InstallDefinitionsAsync(CastleDefinitions.MetalLb, cancellationToken);
        await ApplyAsync(
            """
            apiVersion: v1
            kind: Namespace
            metadata: { name: metallb-system }
            ---
            apiVersion: v1
            kind: Service
            metadata: { name: metallb-webhook-service, namespace: metallb-system }
            spec: { selector: { component: controller }, ports: [ { port: 443, targetPort: 9443 } ] }
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: { name: metallb-webhook-configuration }
            webhooks:
              - name: ipaddresspoolvalidationwebhook.metallb.io
                failurePolicy: Fail
                sideEffects: None
                admissionReviewVersions: [v1]
                clientConfig: { service: { name: metallb-webhook-service, namespace: metallb-system, path: /validate-metallb-io-v1beta1-ipaddresspool } }
                rules: [ { apiGroups: [metallb.io], apiVersions: [v1beta1], operations: [CREATE, UPDATE], resources: [ipaddresspools] } ]
            """,
            cancellationToken);
        await ApplyAsync(Slice(isReady: false), cancellationToken);
        _late = ServeWebhookAsync();
    }

    /// <summary>Layer <c>storage</c>: Longhorn.</summary>
    public async Task InstallLonghornAsync(CancellationToken cancellationToken)
    {
        await ApplyAsync("apiVersion: v1\nkind: Namespace\nmetadata: { name: longhorn-system }\n", cancellationToken);
        await _server.InstallDefinitionsAsync(await CastleDefinitions.ReadAsync("longhorn-v1.12.1", cancellationToken), cancellationToken);
        await ApplyAsync(
            """
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: { name: longhorn, annotations: { storageclass.kubernetes.io/is-default-class: "true" } }
            provisioner: driver.longhorn.io
            reclaimPolicy: Delete
            parameters: { numberOfReplicas: "1" }
            """,
            cancellationToken);
        _operators.Add(LonghornOperator.Start(Client("longhorn-manager"), new LonghornOptions(), TimeProvider.System));
    }

    /// <summary>Layer <c>gitops</c>: Flux on the castle's repository, and the two Secrets that it cannot fetch.</summary>
    /// <param name="git">The repository.</param>
    /// <param name="url">Its address.</param>
    /// <param name="path">The folder in it.</param>
    /// <param name="variables">What Terraform was handed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task InstallFluxAsync(FluxRepository git, string url, string path, IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        await ApplyAsync("apiVersion: v1\nkind: Namespace\nmetadata: { name: flux-system }\n", cancellationToken);
        await ApplyAsync(Secret("castle-git", ("username", variables["TF_VAR_git_username"]), ("password", variables["TF_VAR_git_token"])), cancellationToken);
        await ApplyAsync(Secret("infisical-auth", ("clientId", variables["TF_VAR_infisical_client_id"]), ("clientSecret", variables["TF_VAR_infisical_client_secret"])), cancellationToken);
        await _server.InstallDefinitionsAsync(await CastleDefinitions.ReadAsync("flux", cancellationToken), cancellationToken);

        // Dependencies are looked at again after 5 s, as the unit's values say.
        FluxOptions options = new() { DependencyPause = TimeSpan.FromSeconds(5), Repositories = { [url] = git } };
        foreach ((string chart, Func<CancellationToken, Task> install) in new (string, Func<CancellationToken, Task>)[] { ("external-secrets", InstallExternalSecretsAsync), ("pgo", InstallPgoAsync) })
        {
            options.Charts[chart] = _ => [];
            options.Installs[chart] = install;
        }

        _operators.Add(FluxOperator.Start(Client("kustomize-controller"), options, TimeProvider.System));
        await ApplyAsync(
            $$"""
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: { name: flux-system, namespace: flux-system }
            spec: { interval: 1m, url: "{{url}}", ref: { name: refs/heads/main }, secretRef: { name: castle-git } }
            ---
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: { name: flux-system, namespace: flux-system }
            spec: { interval: 10m, path: "{{path}}", prune: true, sourceRef: { kind: GitRepository, name: flux-system } }
            """,
            cancellationToken);
    }

    /// <summary>The control plane's machine has lost its power: nobody answers any more.</summary>
    public void LoseControlPlane()
    {
        HasControlPlane = false;
        _server.Faults.GoAway();
    }

    /// <summary>The workers have lost their power: every process is killed where it stands, and the disks are gone.</summary>
    public Task LoseWorkersAsync() => Interlocked.Exchange(ref _pgo, null) is { } pgo ? pgo.LoseMachineAsync() : Task.CompletedTask;

    /// <summary>The port of this machine behind the database's; null while it does not run.</summary>
    public async Task<int?> FindDatabaseAsync(CancellationToken cancellationToken)
    {
        KubeKind pods = (await _admin.FindKindAsync("v1", "Pod", cancellationToken))!;
        return (await _admin.ListAsync(pods, "castle-db", "postgres-operator.crunchydata.com/cluster=castle", cancellationToken))
            .Select(p => _pgo?.FindLocalPort("castle-db", p.Name, 5432)).FirstOrDefault(p => p is not null);
    }

    /// <summary>What a container printed.</summary>
    public string? ReadLog(string pod) => _pgo?.ReadLog("castle-db", pod, "database");

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _late;
        await LoseWorkersAsync();
        foreach (IAsyncDisposable one in Enumerable.Reverse(_operators))
        {
            await one.DisposeAsync();
        }

        foreach (ClusterApi client in _clients)
        {
            client.Dispose();
        }

        await _server.DisposeAsync();
        _ended.Dispose();
    }

    private async Task InstallExternalSecretsAsync(CancellationToken cancellationToken)
    {
        await _server.InstallDefinitionsAsync(await CastleDefinitions.ReadAsync("external-secrets-v2.9.0", cancellationToken), cancellationToken);
        ExternalSecretsOptions options = new();

        // Who it is at Infisical stands in the Secret that the layer made.
        KubeKind secrets = (await _admin.FindKindAsync("v1", "Secret", cancellationToken))!;
        KubeObject? identity = await _admin.GetAsync(secrets, "flux-system", "infisical-auth", cancellationToken);
        if (Text(identity, "clientId") == _secrets["CASTLE_CLUSTER_CLIENT_ID"] && Text(identity, "clientSecret") == _secrets["CASTLE_CLUSTER_CLIENT_SECRET"])
        {
            options.Providers["infisical"] = _secrets.All.ToDictionary(s => s.Key, s => s.Value);
        }
        else
        {
            options.InvalidStores["infisical"] = "Invalid credentials";
        }

        _operators.Add(ExternalSecretsOperator.Start(Client("external-secrets"), options, TimeProvider.System));
    }

    private async Task InstallPgoAsync(CancellationToken cancellationToken)
    {
        await _server.InstallDefinitionsAsync(await CastleDefinitions.ReadAsync("crunchy-v6.0.3", cancellationToken), cancellationToken);
        _pgo = await CrunchyOperator.StartAsync(Client("postgrescluster-controller"), new CrunchyOptions { Folder = _disks, NodeName = _nodes[^1] }.Quick(), cancellationToken);
        _server.Pods.Add(_pgo);
    }

    private async Task ServeWebhookAsync()
    {
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _ended.Token);
            await ApplyAsync(Slice(isReady: true), _ended.Token);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The cluster ended first.
        }
    }

    private static string Slice(bool isReady) => $$"""
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: { name: metallb-webhook-service-1, namespace: metallb-system, labels: { kubernetes.io/service-name: metallb-webhook-service } }
        addressType: IPv4
        ports: [ { name: "", port: 9443, protocol: TCP } ]
        endpoints: [ { addresses: [10.244.1.7], conditions: { ready: {{(isReady ? "true" : "false")}} } } ]
        """;

    private static string Secret(string name, params (string Key, string Value)[] data) =>
        new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "flux-system" },
            ["data"] = new JsonObject(data.Select(d => KeyValuePair.Create<string, JsonNode?>(d.Key, Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(d.Value))))),
        }.ToJsonString();

    private static string? Text(KubeObject? secret, string key) => secret?.TextAt("data", key) is { } text ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(text)) : null;

    private async Task SetNodesAsync(string ready, string reason, string message, CancellationToken cancellationToken)
    {
        KubeKind nodes = (await _admin.FindKindAsync("v1", "Node", cancellationToken))!;
        foreach (KubeObject node in await _admin.ListAsync(nodes, null, null, cancellationToken))
        {
            JsonArray conditions = [new JsonObject { ["type"] = "Ready", ["status"] = ready, ["reason"] = reason, ["message"] = message }];
            await _admin.PatchAsync(nodes, null, node.Name, new JsonObject { ["status"] = new JsonObject { ["conditions"] = conditions } }, status: true, cancellationToken);
        }
    }

    private async Task ApplyAsync(string yaml, CancellationToken cancellationToken)
    {
        foreach (KubeObject one in YamlManifests.Read(yaml))
        {
            KubeKind kind = await _admin.FindKindAsync(one.ApiVersion, one.Kind, cancellationToken) ?? throw new InvalidOperationException($"the simulator serves no {one.ApiVersion} {one.Kind}");
            await _admin.ApplyAsync(kind, one, force: true, cancellationToken);
        }
    }

    private ClusterApi Client(string manager)
    {
        ClusterApi client = new(new Kubeconfig(null, TimeProvider.System).Parse(_server.Kubeconfig, null, "the simulator", "/"), TimeProvider.System) { FieldManager = manager };
        _clients.Add(client);
        return client;
    }
}
