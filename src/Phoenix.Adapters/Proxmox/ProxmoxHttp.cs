using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Phoenix.Adapters.Gates;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.S3;
using Phoenix.Errors;

namespace Phoenix.Adapters.Proxmox;

/// <summary>
/// Speaks with the API of one Proxmox cluster: token in the header, endpoint known by an authority or by its fingerprint, no proxy, no redirect
/// (the token would go with it). Reads are repeated when the failure may pass; what changes something is sent once.
/// </summary>
internal sealed class ProxmoxHttp : IDisposable
{
    private const int Attempts = 3;
    private const int LargestAnswer = 32 << 20;
    private const int LongestWords = 500;

    // A node that is cut off is waited for by the endpoint for 30 s before it answers 595.
    private static readonly TimeSpan RequestBound = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    private readonly ProxmoxAccess _access;
    private readonly ProxmoxToken _token;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private readonly Redaction _redaction;
    private string? _otherFingerprint;

    /// <summary>Makes a client; nothing is connected to yet.</summary>
    /// <exception cref="PhoenixException">Configuration: the CA file cannot be read.</exception>
    internal ProxmoxHttp(ProxmoxAccess access, ProxmoxToken token, TimeProvider time)
    {
        (_access, _token, _time) = (access, token, time);
        _redaction = Redaction.Of([token.Whole, token.Secret]);
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
        };
        if (access.CaFile is string caFile)
        {
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = PinnedHttpClientFactory.TrustOnly(caFile) };
        }
        else if (access.Fingerprint is string fingerprint)
        {
            // The one certificate is known, so neither its authority nor its name says more.
            handler.SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    string seen = certificate is null ? "none" : Convert.ToHexString(SHA256.HashData(certificate.GetRawCertData()));
                    bool isIt = seen == fingerprint;
                    _otherFingerprint = isIt ? null : seen;
                    return isIt;
                },
            };
        }

        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LargestAnswer };
    }

    /// <summary>Reads.</summary>
    /// <param name="path">Path below <c>/api2/json</c>, with its query.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PhoenixException">LayerFailed, transient when it may pass; Configuration: the endpoint is not trusted, or is no Proxmox.</exception>
    internal async Task<ProxmoxReply> GetAsync(string path, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                ProxmoxReply reply = await SendAsync(HttpMethod.Get, path, cancellationToken).ConfigureAwait(false);
                if (attempt == Attempts || reply.IsSuccess || !Fault(reply, path).IsTransient)
                {
                    return reply;
                }
            }
            catch (PhoenixException e) when (e.IsTransient && attempt < Attempts)
            {
                // Repeated below; the last attempt's failure is thrown.
            }

            await Task.Delay(FirstPause * attempt, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends one request, once.</summary>
    internal async Task<ProxmoxReply> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(RequestBound, _time);
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using HttpRequestMessage request = new(method, new Uri(_access.Endpoint, "/api2/json" + path));
            request.Headers.TryAddWithoutValidation("Authorization", "PVEAPIToken=" + _token.Whole);
            using HttpResponseMessage response = await _client.SendAsync(request, bound.Token).ConfigureAwait(false);
            byte[] content = await response.Content.ReadAsByteArrayAsync(bound.Token).ConfigureAwait(false);
            return Read((int)response.StatusCode, response.ReasonPhrase ?? "", content, path);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Unreachable($"did not answer within {RequestBound.TotalSeconds:0} s", e);
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException)
        {
            throw NotTrusted(e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Unreachable($"cannot be reached: {NetworkFault.Describe(e, _access.Endpoint.Host)}", e);
        }
    }

    /// <summary>What a failed answer means.</summary>
    internal PhoenixException Fault(ProxmoxReply reply, string path)
    {
        string what = $"{path.Split('?')[0]} (status {reply.Status.ToString(CultureInfo.InvariantCulture)}{(reply.Words.Length > 0 ? $", '{reply.Words}'" : "")})";
        return reply.Status switch
        {
            401 => Failed(
                $"refuses the API token '{_token}': {what}",
                $"look at secret '{_access.TokenSecret}': the token was deleted, has expired, belongs to a disabled user, or its uuid is another one"),
            403 => Failed(
                $"denies the API token '{_token}' what it needs: {what}",
                "give the token (not only its user, when its privileges are separated) VM.Audit, VM.PowerMgmt and VM.Allocate on /vms, or on /pool/NAME; the answer names path and privilege"),
            429 or (>= 502 and <= 504) => Failed($"is busy or restarts: {what}", "run again when it answers", isTransient: true),
            >= 595 and <= 599 => Failed(
                $"cannot reach the node that is asked for: {what}", "the node is down or cut off: bring it back; 'pvecm status' on another node shows who is there", isTransient: true),
            501 or (>= 300 and < 400) => new PhoenixException(
                ErrorCode.Configuration, $"{_access.Name} is no API of Proxmox: {what}", "name the address of a node, e.g. https://pve:8006"),
            _ => Failed(
                $"refuses {what}", ProxmoxWords.Hint(reply.Words) ?? "the text in quotes is Proxmox's own; its task log and 'journalctl -u pvedaemon' on the node say more", ProxmoxWords.IsTransient(reply.Words)),
        };
    }

    /// <summary>An error of this endpoint.</summary>
    internal PhoenixException Failed(string what, string hint, bool isTransient = false, Exception? inner = null) =>
        new(ErrorCode.LayerFailed, $"{_access.Name} {what}", hint, inner) { IsTransient = isTransient };

    /// <summary>Takes the token out of text that will be seen.</summary>
    internal string Redact(string text) => _redaction.Apply(text);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private PhoenixException Unreachable(string what, Exception cause) =>
        Failed(what, "run again when it answers; another node of the cluster can be the endpoint too", isTransient: true, cause);

    private PhoenixException NotTrusted(HttpRequestException e) => new(
        ErrorCode.Configuration,
        _otherFingerprint is string seen
            ? $"the certificate of {_access.Name} has another fingerprint than the stack file: {seen}"
            : $"the certificate of {_access.Name} is not trusted: {NetworkFault.Describe(e, _access.Endpoint.Host)}",
        _otherFingerprint is null
            ? "name its authority's certificate (caFile; on a node it is /etc/pve/pve-root-ca.pem) or its fingerprint"
            : "nothing was sent to it. If the certificate was renewed, compare it on the node ('pvenode cert info') and correct 'fingerprint'; else somebody stands between",
        e);

    private ProxmoxReply Read(int status, string reason, byte[] content, string path)
    {
        JsonElement body = default;
        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            body = document.RootElement.Clone();
        }
        catch (JsonException e) when (status is >= 200 and < 300)
        {
            throw new PhoenixException(ErrorCode.Configuration, $"{_access.Name} answers {path.Split('?')[0]} with something that is no JSON", "name the address of a Proxmox node, e.g. https://pve:8006", e);
        }
        catch (JsonException)
        {
            // Errors of the proxy have no body; the status line says what there is.
            body = default;
        }

        JsonElement data = default;
        List<string> words = [reason];
        if (body.ValueKind == JsonValueKind.Object)
        {
            body.TryGetProperty("data", out data);
            if (body.TryGetProperty("message", out JsonElement message) && message.ValueKind == JsonValueKind.String)
            {
                words.Add(message.GetString()!);
            }

            if (body.TryGetProperty("errors", out JsonElement errors) && errors.ValueKind == JsonValueKind.Object)
            {
                words.AddRange(errors.EnumerateObject().Select(e => $"{e.Name}: {e.Value}"));
            }
        }

        return new ProxmoxReply(status, OneLine(words), data);
    }

    private string OneLine(IEnumerable<string> words)
    {
        StringBuilder line = new();
        foreach (char c in _redaction.Apply(string.Join("; ", words.Select(w => w.Trim()).Where(w => w.Length > 0).Distinct())))
        {
            line.Append(char.IsControl(c) ? ' ' : c);
        }

        return line.Length <= LongestWords ? line.ToString() : line.ToString(0, LongestWords);
    }
}
