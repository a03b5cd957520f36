using System.Globalization;
using Microsoft.AspNetCore.Http;
using Phoenix.Lab.S3.Keys;

namespace Phoenix.Lab.S3.Signing;

/// <summary>Verifies Signature V4 of a request's headers.</summary>
internal sealed class RequestAuthenticator(KeyRegistry keys, string region, TimeProvider time)
{
    private static readonly TimeSpan LargestSkew = TimeSpan.FromMinutes(15);

    public Caller Authenticate(HttpRequest request, RequestTarget target)
    {
        if (target.Has("X-Amz-Algorithm") || target.Has("X-Amz-Signature") || target.Has("AWSAccessKeyId"))
        {
            throw new S3Exception(S3Error.NotImplemented, "Presigned URLs are not implemented: sign in the Authorization header.");
        }
        var authorization = AuthorizationHeader.Parse(request.Headers.Authorization.ToString());
        if (authorization.Region != region)
        {
            throw new S3Exception(
                S3Error.AuthorizationHeaderMalformed,
                $"The authorization header is malformed; the region '{authorization.Region}' is wrong; expecting '{region}'", ("Region", region));
        }
        KeyEntry entry = keys.Find(authorization.AccessKeyId)
            ?? throw new S3Exception(S3Error.InvalidAccessKeyId, null, ("AWSAccessKeyId", authorization.AccessKeyId));
        if (request.Headers.ContainsKey("x-amz-security-token"))
        {
            throw new S3Exception(S3Error.InvalidToken);
        }
        DateTimeOffset signedAt = RequestTime(request, authorization);
        ThrowIfUnsignedHeaders(request, authorization);
        string payloadHash = request.Headers["x-amz-content-sha256"].ToString();
        if (payloadHash.Length == 0)
        {
            throw new S3Exception(S3Error.InvalidRequest, "Missing required header for this request: x-amz-content-sha256");
        }
        var signingKey = new SigningKey(entry.Key.Secret, signedAt, region);
        string canonical = CanonicalRequest.Hash(
            request.Method, target, authorization.SignedHeaders.Select(name => new KeyValuePair<string, string>(name, HeaderValue(request, name))), payloadHash);
        string expected = signingKey.SignRequest(canonical);
        return SigningKey.Same(expected, authorization.Signature)
            ? new Caller(entry, signingKey, expected, payloadHash)
            : throw new S3Exception(
                S3Error.SignatureDoesNotMatch, null, ("AWSAccessKeyId", authorization.AccessKeyId), ("SignatureProvided", authorization.Signature));
    }

    private DateTimeOffset RequestTime(HttpRequest request, AuthorizationHeader authorization)
    {
        string text = request.Headers["x-amz-date"].ToString();
        DateTimeOffset? parsed = SigningKey.ParseTime(text);
        if (parsed is null && text.Length == 0
            && DateTimeOffset.TryParseExact(request.Headers.Date.ToString(), "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset date))
        {
            parsed = date;
        }
        DateTimeOffset signedAt = parsed ?? throw new S3Exception(S3Error.AccessDenied, "AWS authentication requires a valid Date or x-amz-date header");
        DateTimeOffset now = time.GetUtcNow();
        if ((signedAt - now).Duration() > LargestSkew)
        {
            throw new S3Exception(
                S3Error.RequestTimeTooSkewed, null,
                ("RequestTime", text), ("ServerTime", now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)), ("MaxAllowedSkewMilliseconds", "900000"));
        }
        return signedAt.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture) == authorization.Date
            ? signedAt
            : throw new S3Exception(S3Error.AuthorizationHeaderMalformed, "The authorization header is malformed; the credential's date is not the request's.");
    }

    private static void ThrowIfUnsignedHeaders(HttpRequest request, AuthorizationHeader authorization)
    {
        // An unsigned x-amz header could have been added on the way; it would be obeyed all the same.
        string[] unsigned =
        [
            .. request.Headers.Keys.Select(name => name.ToLowerInvariant())
                .Where(name => name.StartsWith("x-amz-", StringComparison.Ordinal) && !authorization.SignedHeaders.Contains(name)),
        ];
        if (unsigned.Length > 0)
        {
            throw new S3Exception(
                S3Error.AccessDenied, "There were headers present in the request which were not signed", ("HeadersNotSigned", string.Join(", ", unsigned)));
        }
    }

    private static string HeaderValue(HttpRequest request, string name) => string.Join(',', request.Headers[name].Select(value => value?.Trim()));
}
