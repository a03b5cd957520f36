using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Xml.Linq;
using Phoenix.Lab.S3.Hosting;
using Phoenix.Lab.S3.Keys;
using Phoenix.Lab.S3.Signing;

namespace Phoenix.Lab.S3;

/// <summary>Administers a running endpoint, in this process or another: keys, faults, health. Trusts the endpoint's own CA alone.</summary>
public sealed class S3EndpointAdmin : IDisposable
{
    private readonly HttpClient _http;
    private readonly RequestSigner _signer;
    private readonly Uri _root;

    /// <summary>Prepares requests; none is sent yet.</summary>
    /// <param name="port">The endpoint's port on localhost.</param>
    /// <param name="caFile">PEM file of the endpoint's CA.</param>
    /// <param name="adminKey">The endpoint's admin key.</param>
    /// <param name="region">The endpoint's region.</param>
    /// <param name="time">Clock for signatures.</param>
    public S3EndpointAdmin(int port, string caFile, AccessKey adminKey, string region, TimeProvider time)
    {
        _root = new Uri(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"https://localhost:{port}/{AdminApi.Root}/"));
        _signer = new RequestSigner(adminKey, region, time);
        _http = new HttpClient(new SocketsHttpHandler { SslOptions = TrustOnly(caFile), AllowAutoRedirect = false, UseProxy = false })
        {
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    /// <summary>Administers the endpoint that runs on a directory, with the admin key it keeps there.</summary>
    /// <param name="options">The endpoint's directory and region, with the port it really listens on.</param>
    /// <param name="time">Clock for signatures.</param>
    /// <returns>The administration of that endpoint.</returns>
    /// <exception cref="FileNotFoundException">No endpoint has ever run on the directory.</exception>
    public static S3EndpointAdmin Open(S3EndpointOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        KeyFile keys = KeyFile.Read(options.Directory)
            ?? throw new FileNotFoundException("No S3 endpoint has run on this directory.", Path.Combine(options.Directory, KeyFile.Name));
        return new S3EndpointAdmin(options.Port, Path.Combine(options.Directory, EndpointCertificates.CaFileName), keys.Admin, options.Region, time);
    }

    /// <summary>Makes a key for a stack; it is on the endpoint's disk when this returns.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>The new key.</returns>
    /// <exception cref="S3EndpointException">The endpoint refused.</exception>
    public async Task<AccessKey> MintKeyAsync(CancellationToken cancellation)
    {
        byte[] answer = await SendAsync(HttpMethod.Post, "keys", [], cancellation);
        return JsonSerializer.Deserialize(answer, AdminJson.Default.AccessKey) ?? throw new InvalidDataException("The endpoint gave no key.");
    }

    /// <summary>Ends a stack's key. When this returns, no request of that key can change anything any more.</summary>
    /// <param name="accessKeyId">The key's id.</param>
    /// <param name="cancellation">Gives up waiting; whether the key was revoked is then unknown.</param>
    /// <returns>A task that ends with the revocation.</returns>
    /// <exception cref="S3EndpointException">The endpoint refused; 404 when it has no such stack key.</exception>
    public Task RevokeKeyAsync(string accessKeyId, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Delete, "keys/" + Uri.EscapeDataString(accessKeyId), [], cancellation);

    /// <summary>Puts fault rules in force in place of all that were; hits count from zero.</summary>
    /// <param name="rules">The rules; the first that matches a request decides.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>A task that ends when they are in force.</returns>
    /// <exception cref="S3EndpointException">A rule makes no sense; nothing has changed.</exception>
    public Task SetFaultsAsync(IReadOnlyList<FaultRule> rules, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Put, "faults", JsonSerializer.SerializeToUtf8Bytes(rules, AdminJson.Default.IReadOnlyListFaultRule), cancellation);

    /// <summary>Reads the fault rules in force and how often each was hit.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>The rules in their order.</returns>
    /// <exception cref="S3EndpointException">The endpoint refused.</exception>
    public async Task<IReadOnlyList<FaultStatus>> GetFaultsAsync(CancellationToken cancellation)
    {
        byte[] answer = await SendAsync(HttpMethod.Get, "faults", [], cancellation);
        return JsonSerializer.Deserialize(answer, AdminJson.Default.IReadOnlyListFaultStatus) ?? throw new InvalidDataException("The endpoint gave no list.");
    }

    /// <summary>Removes all fault rules.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>A task that ends when no rule is in force.</returns>
    /// <exception cref="S3EndpointException">The endpoint refused.</exception>
    public Task ClearFaultsAsync(CancellationToken cancellation) => SendAsync(HttpMethod.Delete, "faults", [], cancellation);

    /// <summary>Makes a bucket; one that is there already is fine.</summary>
    /// <param name="bucket">Its name.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>A task that ends when the bucket is there.</returns>
    /// <exception cref="S3EndpointException">The endpoint refused.</exception>
    public async Task CreateBucketAsync(string bucket, CancellationToken cancellation)
    {
        try
        {
            await SendAsync(HttpMethod.Put, "../" + bucket, [], cancellation);
        }
        catch (S3EndpointException e) when (e.Code is "BucketAlreadyOwnedByYou" or "BucketAlreadyExists")
        {
            // It is there, which is all that was asked for.
        }
    }

    /// <summary>Asks which process answers.</summary>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>Process, start time and version.</returns>
    /// <exception cref="HttpRequestException">Nobody answers, or somebody without the endpoint's certificate.</exception>
    public async Task<S3EndpointHealth> HealthAsync(CancellationToken cancellation)
    {
        byte[] answer = await SendAsync(HttpMethod.Get, "health", [], cancellation);
        return JsonSerializer.Deserialize(answer, AdminJson.Default.S3EndpointHealth) ?? throw new InvalidDataException("The endpoint gave no health.");
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    private static SslClientAuthenticationOptions TrustOnly(string caFile)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(caFile);
        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }

    private async Task<byte[]> SendAsync(HttpMethod method, string path, byte[] body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(_root, path));
        if (method == HttpMethod.Put || method == HttpMethod.Post)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }
        _signer.Sign(request, body);
        using HttpResponseMessage response = await _http.SendAsync(request, cancellation);
        byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellation);
        return response.IsSuccessStatusCode ? answer : throw Refused(response.StatusCode, answer);
    }

    private static S3EndpointException Refused(HttpStatusCode status, byte[] answer)
    {
        XElement? error = answer.Length == 0 ? null : XDocument.Load(new MemoryStream(answer)).Root;
        return new S3EndpointException((int)status, error?.Element("Code")?.Value ?? "", error?.Element("Message")?.Value ?? "");
    }
}
