using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster.Access;

namespace Phoenix.Kubernetes.Cluster.Http;

/// <summary>
/// Sends calls to one API server, with the credential of the moment, and repeats what may be repeated: 429 always (nothing was done), a connection that never came about always,
/// everything else of which nobody knows whether it was done only where doing it twice is doing it once. A refused credential is renewed, once a call.
/// </summary>
internal sealed class ClusterTransport : IDisposable
{
    private const int StartOfText = 500;

    private readonly ClusterAccess _access;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly List<ClusterConnection> _former = [];
    private ClusterConnection? _connection;

    public ClusterTransport(ClusterAccess access, ClusterBounds bounds, TimeProvider time)
    {
        (_access, Bounds, _time) = (access, bounds, time);
        Faults = new ClusterFaults(access);
        // The query of a server's address is nothing that a path can be added to.
        Root = access.Server.GetLeftPart(UriPartial.Path).TrimEnd('/');
    }

    /// <summary>The bounds of calls.</summary>
    public ClusterBounds Bounds { get; }

    /// <summary>What refusals mean.</summary>
    public ClusterFaults Faults { get; }

    /// <summary>The server's address, without a slash at its end.</summary>
    public string Root { get; }

    /// <summary>What keeps the server from answering at present; null while it answers.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Sends a call until there is an answer that another attempt would not change, or the bound is reached.</summary>
    /// <exception cref="PhoenixException">ClusterUnavailable at the bound; Configuration: no trust, or no API; what a credential's source throws. Other refusals are the caller's to judge.</exception>
    public async Task<ApiReply> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        bool mayBeSecond = false;
        (bool isRenewed, bool renew) = (false, false);
        for (int attempt = 1; ; attempt++)
        {
            AttemptOutcome outcome = await TryAsync(request, renew, cancellationToken);
            renew = false;
            if (outcome.Reply is { } answer && !IsPassing(answer))
            {
                Trouble = null;
                if (answer.Status == 401 && !isRenewed)
                {
                    (isRenewed, renew) = (true, true);
                    continue;
                }

                return answer with { MayBeSecond = mayBeSecond };
            }

            Trouble = outcome.Trouble;
            bool isUndone = outcome.IsUnsent || outcome.Reply?.Status == 429;
            mayBeSecond |= !isUndone;
            TimeSpan pause = Pause(attempt, outcome.Reply?.RetryAfter);
            if ((!isUndone && !request.IsRepeatable) || _time.GetElapsedTime(start) + pause > Bounds.Call)
            {
                return outcome.Reply is { } last ? last with { MayBeSecond = mayBeSecond } : throw Faults.Unavailable(request, outcome.Trouble, outcome.Cause);
            }

            await Task.Delay(pause, _time, cancellationToken);
        }
    }

    /// <summary>Opens a stream: one attempt, and a second one with a renewed credential. The caller disposes of the answer.</summary>
    /// <returns>The open answer, or what stands in its place.</returns>
    public async Task<(HttpResponseMessage? Open, AttemptOutcome Outcome)> OpenAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        for (bool renew = false; ; renew = true)
        {
            using CancellationTokenSource timeout = new(Bounds.Attempt, _time);
            using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            HttpResponseMessage? response = null;
            try
            {
                response = await SendOnceAsync(request, renew, bound.Token);
                if (response.IsSuccessStatusCode)
                {
                    Trouble = null;
                    (HttpResponseMessage open, response) = (response, null);
                    return (open, default);
                }

                ApiReply reply = await ReadAsync(request, response, bound.Token);
                if (reply.Status == 401 && !renew)
                {
                    continue;
                }

                Trouble = IsPassing(reply) ? Words(reply) : null;
                return (null, new AttemptOutcome(reply, Words(reply), IsUnsent: false, null));
            }
            catch (Exception e) when (IsConnections(e) && !cancellationToken.IsCancellationRequested)
            {
                AttemptOutcome outcome = Classify(request, e, timeout.IsCancellationRequested);
                Trouble = outcome.Trouble;
                return (null, outcome);
            }
            finally
            {
                response?.Dispose();
            }
        }
    }

    /// <summary>The pause before the next attempt: what the server asks for, else growing, a little different for each caller.</summary>
    public TimeSpan Pause(int attempt, TimeSpan? asked)
    {
        TimeSpan pause = Bounds.FirstPause * Math.Pow(2, Math.Min(attempt, 16) - 1);
        pause = pause > Bounds.LongestPause ? Bounds.LongestPause : pause;
        pause *= 0.8 + (0.4 * Random.Shared.NextDouble());
        return asked > pause ? asked.Value : pause;
    }

    /// <summary>Whether an answer may be another one a moment later.</summary>
    public static bool IsPassing(ApiReply reply) => reply.Status is 408 or 429 or >= 500 && !reply.IsMalformed;

    /// <summary>The credential of the moment and the connection for it.</summary>
    public async Task<(ClusterConnection Connection, ClusterCredential Credential)> ConnectionAsync(bool renew, CancellationToken cancellationToken)
    {
        ClusterCredential credential = await _access.Credentials.GetAsync(renew, cancellationToken);
        lock (_gate)
        {
            if (_connection is null || _connection.Thumbprint != credential.Certificate?.Thumbprint)
            {
                if (_connection is not null)
                {
                    // Watches may still read from it.
                    _former.Add(_connection);
                }

                _connection = new ClusterConnection(_access, credential.Certificate);
            }

            return (_connection, credential);
        }
    }

    /// <summary>The headers of each call: who asks, and for whom.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers(ClusterCredential credential)
    {
        if (credential.Authorization is string authorization)
        {
            yield return new("Authorization", authorization);
        }

        if (_access.ServerName is string name)
        {
            // The certificate is compared with this name.
            yield return new("Host", name);
        }

        foreach (KeyValuePair<string, string> header in _access.Headers)
        {
            yield return header;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (ClusterConnection connection in _former)
            {
                connection.Dispose();
            }

            _former.Clear();
            _connection?.Dispose();
            _connection = null;
        }
    }

    private async Task<AttemptOutcome> TryAsync(ApiRequest request, bool renew, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(Bounds.Attempt, _time);
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using HttpResponseMessage response = await SendOnceAsync(request, renew, bound.Token);
            ApiReply reply = await ReadAsync(request, response, bound.Token);
            return new AttemptOutcome(reply, Words(reply), IsUnsent: false, null);
        }
        catch (Exception e) when (IsConnections(e) && !cancellationToken.IsCancellationRequested)
        {
            return Classify(request, e, timeout.IsCancellationRequested);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(ApiRequest request, bool renew, CancellationToken cancellationToken)
    {
        (ClusterConnection connection, ClusterCredential credential) = await ConnectionAsync(renew, cancellationToken);
        using HttpRequestMessage message = new(request.Method, Root + request.Path) { Version = new Version(2, 0), VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        message.Headers.TryAddWithoutValidation("Accept", request.IsText ? "*/*" : "application/json");
        message.Headers.TryAddWithoutValidation("User-Agent", "phoenix");
        foreach ((string name, string value) in Headers(credential))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (request.Content is { } content)
        {
            message.Content = new ByteArrayContent(content);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }

        return await connection.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private async Task<ApiReply> ReadAsync(ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (request.IsText && response.IsSuccessStatusCode)
        {
            using StreamReader reader = new(stream);
            return new ApiReply(status, null, await reader.ReadToEndAsync(cancellationToken));
        }

        TimeSpan? asked = response.Headers.RetryAfter switch
        {
            { Delta: TimeSpan delta } => delta,
            { Date: DateTimeOffset date } => date - _time.GetUtcNow(),
            _ => null,
        };
        if (response.IsSuccessStatusCode)
        {
            try
            {
                JsonObject? read = request.IsList
                    ? await ListBody.ReadAsync(stream, cancellationToken)
                    : await JsonNode.ParseAsync(stream, documentOptions: ApiJson.Reading, cancellationToken: cancellationToken) as JsonObject;
                return new ApiReply(status, read, "");
            }
            catch (JsonException)
            {
                // No API at all. Whoever needs an object says so.
                return new ApiReply(status, null, "");
            }
        }

        using StreamReader words = new(stream);
        string text = await words.ReadToEndAsync(cancellationToken);
        return ApiJson.Parse(text) is { } body
            ? new ApiReply(status, body, "") { RetryAfter = asked }
            : new ApiReply(status, null, text.Length > StartOfText ? text[..StartOfText] : text) { RetryAfter = asked };
    }

    // A connection that breaks while it is made reaches the caller as what the socket threw: HttpClient does not wrap that.
    private static bool IsConnections(Exception e) => e is OperationCanceledException or HttpRequestException or IOException or SocketException;

    private AttemptOutcome Classify(ApiRequest request, Exception e, bool isLate)
    {
        switch (e)
        {
            case OperationCanceledException when isLate:
                return new AttemptOutcome(null, $"does not answer within {Bounds.Attempt.TotalSeconds:0} s", IsUnsent: false, e);
            case OperationCanceledException:
                // The handler's own bound of connecting.
                return new AttemptOutcome(null, "takes no connection", IsUnsent: true, e);
            // A certificate that is not trusted has no cause of its own; a handshake that broke off has.
            case HttpRequestException { InnerException: AuthenticationException { InnerException: null } cause }:
                throw Faults.NotTrusted(request, cause);
            case HttpRequestException h:
                bool isUnsent = h.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
                return new AttemptOutcome(null, $"cannot be reached: {(h.InnerException ?? h).Message}", isUnsent, h);
            default:
                return new AttemptOutcome(null, $"breaks off: {e.Message}", IsUnsent: false, e);
        }
    }

    private static string Words(ApiReply reply) => $"answers {reply.Status}{(reply.Message.Length > 0 ? $": {reply.Message}" : "")}";
}
