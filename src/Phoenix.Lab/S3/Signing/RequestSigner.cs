using System.Security.Cryptography;

namespace Phoenix.Lab.S3.Signing;

/// <summary>Signs an outgoing request with Signature V4 in its headers.</summary>
internal sealed class RequestSigner(AccessKey key, string region, TimeProvider time)
{
    /// <summary>Signs a request with a body known as a whole.</summary>
    public void Sign(HttpRequestMessage request, ReadOnlySpan<byte> body) =>
        Sign(request, Convert.ToHexStringLower(SHA256.HashData(body)));

    /// <summary>Signs a request with a given x-amz-content-sha256; gives what chunk signatures need.</summary>
    public (SigningKey Key, string Signature) Sign(HttpRequestMessage request, string payloadHash)
    {
        Uri uri = request.RequestUri ?? throw new ArgumentException("A request needs an address.", nameof(request));
        var signingKey = new SigningKey(key.Secret, time.GetUtcNow(), region);
        request.Headers.Host = uri.Authority;
        request.Headers.TryAddWithoutValidation("x-amz-date", signingKey.Time);
        request.Headers.TryAddWithoutValidation("x-amz-content-sha256", payloadHash);
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = uri.Authority };
        foreach ((string name, IEnumerable<string> values) in request.Headers.NonValidated.Select(header => (header.Key, (IEnumerable<string>)header.Value)))
        {
            string lower = name.ToLowerInvariant();
            if (lower.StartsWith("x-amz-", StringComparison.Ordinal))
            {
                headers[lower] = string.Join(',', values);
            }
        }
        string signature = signingKey.SignRequest(
            CanonicalRequest.Hash(request.Method.Method, RequestTarget.Parse(uri.PathAndQuery), headers, payloadHash));
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={key.Id}/{signingKey.Scope}, SignedHeaders={string.Join(';', headers.Keys)}, Signature={signature}");
        return (signingKey, signature);
    }
}
