using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Phoenix.KubeSim.Control;
using Phoenix.KubeSim.Faults;
using Phoenix.KubeSim.Hosting;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Pods;
using Phoenix.KubeSim.Resources;
using Phoenix.KubeSim.Rules;
using Phoenix.KubeSim.Serving;
using Phoenix.KubeSim.Storage;
using Phoenix.KubeSim.Writing;

namespace Phoenix.KubeSim;

/// <summary>
/// A Kubernetes API server for tests, in this process, over TLS on the loopback address. It speaks the published API to any client; what it does
/// not model is in its README. Nothing outlives it.
/// </summary>
public sealed class KubeSimServer : IAsyncDisposable
{
    private static readonly TimeSpan LongestServing = TimeSpan.FromSeconds(60);
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping;
    private readonly SimCertificates _certificates;
    private readonly SimUsers _users;
    private readonly ControlLoop _loop;
    private readonly ObjectStore _store;
    private readonly ObjectWriter _writer;
    private readonly ResourceRegistry _registry;

    private KubeSimServer(WebApplication app, CancellationTokenSource stopping, SimCertificates certificates, SimUsers users, ControlLoop loop, ObjectWriter writer, ResourceRegistry registry, KubeFaults faults, PodBackends pods, KubeRequests requests)
    {
        (_app, _stopping, _certificates, _users, _loop, _writer, _registry) = (app, stopping, certificates, users, loop, writer, registry);
        _store = writer.Store;
        (Faults, Pods, Requests) = (faults, pods, requests);
        Address = new Uri($"https://localhost:{new Uri(app.Urls.First()).Port}");
        Token = users.Issue("admin", null);
        Kubeconfig = KubeconfigText.WithToken(Address, certificates.AuthorityPem, Token);
        CertificateKubeconfig = KubeconfigText.WithCertificate(Address, certificates.AuthorityPem, certificates.IssueClient("admin", "system:masters"));
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>A kubeconfig file's text, with a bearer token that does not expire.</summary>
    public string Kubeconfig { get; }

    /// <summary>The same with a client certificate.</summary>
    public string CertificateKubeconfig { get; }

    /// <summary>The token of <see cref="Kubeconfig"/>.</summary>
    public string Token { get; }

    /// <summary>The cluster's certificate authority, in PEM.</summary>
    public string AuthorityPem => _certificates.AuthorityPem;

    /// <summary>What a cluster is known by: the UID of its namespace <c>kube-system</c>.</summary>
    public string ClusterUid => _store.Get("namespaces", null, "kube-system")!.Uid;

    /// <summary>The validation rules of definitions that were met but use expressions that are not modelled, each with the reason: they were not checked.</summary>
    public required IReadOnlyDictionary<string, string> UnmodelledRules { get; init; }

    /// <summary>Faults to plant.</summary>
    public KubeFaults Faults { get; }

    /// <summary>What stands behind pods.</summary>
    public PodBackends Pods { get; }

    /// <summary>What was asked.</summary>
    public KubeRequests Requests { get; }

    /// <summary>Starts a cluster.</summary>
    public static async Task<KubeSimServer> StartAsync(KubeSimOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new KubeSimOptions();
        var stopping = new CancellationTokenSource();
        var certificates = new SimCertificates();
        var users = new SimUsers(certificates, options.Time);
        var registry = new ResourceRegistry();
        var rules = new RuleChecks();
        var store = new ObjectStore(options.HistoryLimit);
        var preparation = new ObjectPreparation(options.Time, rules);
        var writer = new ObjectWriter(store, preparation, new Admission(store, new WebhookAdmission(store), isBare: !options.HasControllers));
        var deletion = new ObjectDeletion(store, preparation, isGraceful: !options.HasControllers);
        var (faults, pods, requests) = (new KubeFaults(options.Time), new PodBackends(), new KubeRequests());

        var control = new ControlWriter(registry, store, writer, deletion);
        var definitions = new DefinitionController(control, options.Time, options.EstablishDelay);
        var loop = new ControlLoop(store, options.HasControllers ? [definitions, new NamespaceController(control, certificates.AuthorityPem, options.Time), new GarbageCollector(control)] : [definitions]);
        definitions.Wake = loop.Wake;
        FirstObjects.Make(control, options);

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
            {
                listen.Use(next => connection => faults.ConnectAsync(connection, next));
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = certificates.Server;
                    https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                    https.ClientCertificateValidation = (certificate, _, _) => certificates.Trusts(certificate);
                });
            });
        });
        WebApplication app = builder.Build();
        app.UseWebSockets();
        ApiPipeline? pipeline = null;
        var kubelets = new KubeletProxy(store);
        app.Lifetime.ApplicationStopped.Register(kubelets.Dispose);
        app.Run(context => pipeline!.AnswerAsync(context));

        var watches = new WatchEndpoint(store, options, faults, stopping.Token);
        var objects = new ObjectEndpoint(store, writer, deletion, new ListEndpoint(store), watches);
        pipeline = new ApiPipeline(users, faults, requests, registry, new Discovery(registry, "localhost"), objects, new PodEndpoint(store, pods, kubelets, stopping.Token), loop.Failures);
        await app.StartAsync(cancellationToken);
        return new KubeSimServer(app, stopping, certificates, users, loop, writer, registry, faults, pods, requests) { UnmodelledRules = rules.Unmodelled };
    }

    /// <summary>A token of its own for a user, for a time or until it is revoked.</summary>
    public string IssueToken(string user, TimeSpan? lifetime = null) => _users.Issue(user, lifetime);

    /// <summary>A token is not taken any more: requests with it are answered with 401.</summary>
    public void RevokeToken(string token) => _users.Revoke(token);

    /// <summary>A kubeconfig file's text with a token.</summary>
    public string KubeconfigFor(string token) => KubeconfigText.WithToken(Address, AuthorityPem, token);

    /// <summary>A plain client that trusts this server, with the token of <see cref="Kubeconfig"/> unless another (or, with an empty one, none) is given.</summary>
    public HttpClient CreateClient(string? token = null)
    {
        // The client owns its handler and ends with it.
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(AuthorityPem));
        var client = new HttpClient(handler) { BaseAddress = Address };
        if ((token ?? Token) is { Length: > 0 } used)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", used);
        }

        return client;
    }

    /// <summary>Installs the CustomResourceDefinitions of a text of YAML documents (others in it are left out), and waits until they are served.</summary>
    /// <exception cref="InvalidOperationException">One is not served after a minute.</exception>
    public async Task InstallDefinitionsAsync(string yaml, CancellationToken cancellationToken = default)
    {
        ResourceType type = BuiltInTypes.Get("customresourcedefinitions");
        var names = new List<string>();
        foreach (JsonObject definition in YamlJson.Documents(yaml).OfType<JsonObject>().Where(document => document.TextAt("kind") == "CustomResourceDefinition"))
        {
            definition.Remove("status");
            var request = new WriteRequest(new ServedType(type, type.Storage), null, definition.TextAt("metadata", "name")!, null, "sim") { Force = true };
            names.Add(_writer.Apply(request, definition).Object.Name);
        }

        foreach (string name in names)
        {
            try
            {
                await _registry.WaitForAsync(name, cancellationToken).WaitAsync(LongestServing, cancellationToken);
            }
            catch (TimeoutException error)
            {
                throw new InvalidOperationException($"'{name}' is not served after {LongestServing.TotalSeconds:0} s: {_loop.Failures.FirstOrDefault()?.Message ?? "its controller says nothing"}", error);
            }
        }
    }

    /// <summary>Forgets the history: watches that go on from an older version are answered with 410, as after etcd's compaction.</summary>
    public void Compact() => _store.Compact();

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The simulator itself failed while the cluster ran.</exception>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await _loop.DisposeAsync();
        _certificates.Dispose();
        _stopping.Dispose();
        if (_loop.Failures.TryDequeue(out Exception? failure))
        {
            throw new InvalidOperationException("the simulated cluster itself failed", failure);
        }
    }
}
