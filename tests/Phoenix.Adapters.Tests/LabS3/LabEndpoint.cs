using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.Logging.Abstractions;
using Phoenix.Lab.S3;
using Phoenix.Lab.S3.Signing;

namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>An endpoint in this process on a folder of its own, with one stack key and one bucket.</summary>
public sealed class LabEndpoint : IAsyncDisposable
{
    public const string Bucket = "lab-bucket";
    public const string Region = "phoenix-lab-1";

    private readonly TemporaryFolder _folder;
    private readonly List<IDisposable> _clients = [];
    private readonly TimeProvider _time;
    private readonly S3EndpointOptions _options;
    private S3EndpointHost _host;

    private LabEndpoint(S3EndpointHost host, S3EndpointOptions options, TemporaryFolder folder, TimeProvider time)
    {
        (_host, _options, _time) = (host, options, time);
        _folder = folder;
        Key = host.AdminKey;
    }

    public string Directory => _folder.Sub("s3");

    public S3EndpointHost Host => _host;

    public AccessKey Key { get; private set; }

    public string Address => $"https://localhost:{_host.Port}";

    public S3EndpointAdmin Admin { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>Starts it; <paramref name="alter"/> makes it do less than it can.</summary>
    public static async Task<LabEndpoint> StartAsync(TimeProvider? time = null, Func<S3EndpointOptions, S3EndpointOptions>? alter = null)
    {
        var folder = new TemporaryFolder();
        TimeProvider clock = time ?? TimeProvider.System;
        S3EndpointOptions options = new() { Directory = folder.Sub("s3") };
        options = alter?.Invoke(options) ?? options;
        var endpoint = new LabEndpoint(await StartHostAsync(options, clock), options, folder, clock);
        endpoint.Connect();
        endpoint.Key = await endpoint.Admin.MintKeyAsync(CancellationToken.None);
        using HttpResponseMessage created = await endpoint.SendAsync(HttpMethod.Put, "/" + Bucket);
        created.EnsureSuccessStatusCode();
        return endpoint;
    }

    /// <summary>Stops the endpoint, lets the test look at or spoil the folder, and starts it again.</summary>
    public async Task RestartAsync(Action? meanwhile = null)
    {
        await _host.DisposeAsync();
        meanwhile?.Invoke();
        _host = await StartHostAsync(_options, _time);
        Connect();
    }

    public static Task<S3EndpointHost> StartHostAsync(string directory, TimeProvider? time = null, int port = 0) =>
        StartHostAsync(new S3EndpointOptions { Directory = directory, Port = port }, time ?? TimeProvider.System);

    /// <summary>Sends a request signed with the stack's key; the target goes out as it is written.</summary>
    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string target, byte[]? body = null, Action<HttpRequestMessage>? prepare = null, AccessKey? key = null) =>
        SendRawAsync(Request(method, target, body, prepare, key));

    public Task<HttpResponseMessage> SendRawAsync(HttpRequestMessage request) => Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

    public HttpRequestMessage Request(
        HttpMethod method, string target, byte[]? body = null, Action<HttpRequestMessage>? prepare = null, AccessKey? key = null, string region = Region)
    {
        HttpRequestMessage request = Unsigned(method, target, body);
        prepare?.Invoke(request);
        new RequestSigner(key ?? Key, region, _time).Sign(request, body ?? []);
        return request;
    }

    public HttpRequestMessage Unsigned(HttpMethod method, string target, byte[]? body = null)
    {
        var uri = new Uri(Address + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(method, uri);
        if (body is not null || method == HttpMethod.Put || method == HttpMethod.Post)
        {
            request.Content = new ByteArrayContent(body ?? []);
        }
        return request;
    }

    /// <summary>An AWS SDK client with the settings it has by default, but for address, trust and retries.</summary>
    public AmazonS3Client Sdk(AccessKey? key = null)
    {
        AmazonS3Client client = Sdk(Address, _host.CaFile, key ?? Key);
        _clients.Add(client);
        return client;
    }

    public static AmazonS3Client Sdk(string address, string caFile, AccessKey key) => new(
        new BasicAWSCredentials(key.Id, key.Secret),
        new AmazonS3Config
        {
            ServiceURL = address,
            AuthenticationRegion = Region,
            ForcePathStyle = true,
            MaxErrorRetry = 0,
            HttpClientFactory = new TrustingFactory(caFile),
        });

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    private static Task<S3EndpointHost> StartHostAsync(S3EndpointOptions options, TimeProvider time) =>
        S3EndpointHost.StartAsync(options, time, NullLoggerFactory.Instance, CancellationToken.None);

    private void Connect()
    {
        Admin = new S3EndpointAdmin(_host.Port, _host.CaFile, _host.AdminKey, Region, _time);
        Http = new HttpClient(TrustingFactory.Handler(_host.CaFile));
        _clients.AddRange([Admin, Http]);
    }

    private sealed class TrustingFactory(string caFile) : HttpClientFactory
    {
        public static SocketsHttpHandler Handler(string caFile)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(caFile);
            return new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy }, UseProxy = false };
        }

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(Handler(caFile));
    }
}
