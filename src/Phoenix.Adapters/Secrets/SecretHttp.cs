using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.S3;
using Phoenix.Errors;

namespace Phoenix.Adapters.Secrets;

/// <summary>
/// Asks the API of a place that holds secrets. Repeats what may succeed a moment later, a few times; follows no redirect, because the token would go
/// with it; takes nothing but JSON for an answer.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="known">What must not be shown of an answer.</param>
internal sealed class SecretHttp(TimeProvider time, Func<IReadOnlyList<string>> known) : IDisposable
{
    private const int Attempts = 4;
    private const int LargestAnswer = 8 << 20;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RequestBound = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);

    /// <summary>Sends the request until there is an answer that another attempt would not change.</summary>
    /// <exception cref="PhoenixException">SecretUnavailable; Configuration: this is not such an API, or its certificate is not trusted.</exception>
    internal async Task<SecretAnswer> SendAsync(SecretRequest request, Uri url, string? caFile, Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        HttpClient client = _clients.GetOrAdd(caFile ?? "", _ => NewClient(caFile));
        string place = $"{url.Scheme}://{url.Authority}{url.AbsolutePath}";
        for (int attempt = 1; ; attempt++)
        {
            (SecretAnswer? answer, string trouble, TimeSpan? asked, Exception? cause) = await TryAsync(request, place, client, make, cancellationToken).ConfigureAwait(false);
            if (answer is not null)
            {
                return answer;
            }

            TimeSpan pause = asked ?? FirstPause * Math.Pow(2, attempt - 1);
            if (attempt == Attempts || pause > LongestPause)
            {
                throw request.Fault(
                    ErrorCode.SecretUnavailable,
                    $"is not to be had now: {place} {trouble}{(pause > LongestPause ? $" and asks to wait {pause.TotalSeconds:0} s" : "")}",
                    trouble.Contains("sealed", StringComparison.OrdinalIgnoreCase) ? "unseal it, then run again" : "run again when it answers; 'curl -I' of that address from this machine shows whether it does",
                    cause);
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What the place says is wrong, for a message: redacted, with its status.</summary>
    internal string Quote(SecretAnswer answer) =>
        answer.Words is { Length: > 0 } words ? $"status {answer.Status}, '{Redaction.Of(known()).Apply(words)}'" : $"status {answer.Status}";

    public void Dispose()
    {
        foreach (HttpClient client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private async Task<(SecretAnswer? Answer, string Trouble, TimeSpan? Wait, Exception? Cause)> TryAsync(
        SecretRequest request, string place, HttpClient client, Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(RequestBound, time);
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using HttpRequestMessage message = make();
            using HttpResponseMessage response = await client.SendAsync(message, bound.Token).ConfigureAwait(false);
            byte[] content = await response.Content.ReadAsByteArrayAsync(bound.Token).ConfigureAwait(false);
            int status = (int)response.StatusCode;
            JsonElement? body = Parse(content);
            if (IsTransient(status))
            {
                return (null, $"answers with {Quote(new SecretAnswer(status, body ?? default))}{Meaning(status)}", RetryAfter(response), null);
            }

            if (status is >= 300 and < 400)
            {
                string target = response.Headers.Location is { IsAbsoluteUri: true } to ? $"{to.Scheme}://{to.Authority}" : "another path";
                throw request.Wrong($"is not to be had: {place} redirects to {target}, which is not followed", "name the address that answers itself: the token must not go elsewhere");
            }

            return body is JsonElement json
                ? (new SecretAnswer(status, json), "", null, null)
                : throw request.Wrong(
                    $"is not to be had: {place} answers with status {status} and {response.Content.Headers.ContentType?.MediaType ?? "no content type"} in place of JSON",
                    "check the address: another region, a proxy or a web page answers there");
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (null, $"did not answer within {RequestBound.TotalSeconds:0} s", null, e);
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException)
        {
            throw request.Wrong($"is not to be had: the certificate of {place} is not trusted ({e.InnerException.Message})", "name its authority's certificate, or mend the address: the name must be the certificate's", e);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw request.Wrong($"is not to be had: {place} answers with more than {LargestAnswer} bytes", "check the address: something else answers there", e);
        }
        catch (HttpRequestException e)
        {
            return (null, $"cannot be reached ({e.Message})", null, e);
        }
    }

    private static HttpClient NewClient(string? caFile)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (caFile is not null)
        {
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = PinnedHttpClientFactory.TrustOnly(caFile) };
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LargestAnswer };
    }

    // 412: a replica of Vault that has not seen the token yet. 472 to 474: kinds of Vault's standby.
    private static bool IsTransient(int status) => status is 408 or 412 or 425 or 429 or (>= 472 and <= 474) or >= 500;

    private static string Meaning(int status) => status switch
    {
        429 => " (too many requests, or a standby)",
        472 => " (a secondary for disaster recovery)",
        473 or 474 => " (a standby)",
        _ => "",
    };

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        TimeSpan? asked = response.Headers.RetryAfter switch
        {
            { Delta: TimeSpan delta } => delta,
            { Date: DateTimeOffset date } => date - time.GetUtcNow(),
            _ => null,
        };
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
    }

    // From text, not from bytes: a parser of bytes lets a wrong one pass until it is read.
    private static JsonElement? Parse(byte[] content)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content));
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException)
        {
            return null;
        }
    }
}
