using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;
using Phoenix.Errors;

namespace Phoenix.Adapters.S3;

/// <summary>Turns what the SDK throws into Phoenix's errors: where, what, and what to do.</summary>
internal static class S3Faults
{
    /// <summary>The error to throw for <paramref name="fault"/>; null when it is nothing that an endpoint can cause.</summary>
    public static PhoenixException? Translate(Exception fault, S3Settings settings)
    {
        string where = $"bucket '{settings.Bucket}' at {settings.Endpoint}";
        if (fault is AmazonServiceException { StatusCode: not 0 } service)
        {
            (ErrorCode code, string what, string hint) = Answer(service, settings);
            return new PhoenixException(code, $"{where}: {what}", hint, fault) { IsPermanent = IsElsewhere(service) };
        }

        // The innermost cause says most: a TLS failure arrives as an HTTP error around an I/O error around the reason.
        List<Exception> chain = [];
        for (Exception? e = fault; e is not null; e = e.InnerException)
        {
            chain.Insert(0, e);
        }

        foreach (Exception e in chain)
        {
            if (Connection(e, settings) is (string what, string hint))
            {
                return new PhoenixException(ErrorCode.RepositoryUnavailable, $"{where}: {what}", hint, fault);
            }
        }

        return fault is AmazonClientException or HttpRequestException or IOException
            ? new PhoenixException(ErrorCode.RepositoryUnavailable, $"{where}: {fault.Message}", "Check that the endpoint is up and speaks S3 over TLS.", fault)
            : null;
    }

    /// <summary>The error for a call that ran into the store's own bound.</summary>
    public static PhoenixException Silence(S3Settings settings, TimeSpan bound, Exception inner) => new(
        ErrorCode.RepositoryUnavailable,
        $"bucket '{settings.Bucket}' at {settings.Endpoint}: no answer within {bound.TotalSeconds:0.#} s",
        "Check that the endpoint is up and that nothing between here and there drops packets.",
        inner);

    // A temporary redirect passes: a young bucket's name is not known everywhere yet. Where a bucket is does not change, nor the region that was configured.
    private static bool IsElsewhere(AmazonServiceException e) => e.ErrorCode is "AuthorizationHeaderMalformed" or "PermanentRedirect" or "IllegalLocationConstraintException";

    private static (ErrorCode Code, string What, string Hint) Answer(AmazonServiceException e, S3Settings settings)
    {
        // A HEAD has no body, so the SDK makes a code up from the status.
        string cause = string.IsNullOrWhiteSpace(e.ErrorCode) ? $"HTTP {(int)e.StatusCode}" : $"{e.ErrorCode} (HTTP {(int)e.StatusCode})";
        return e.ErrorCode switch
        {
            "InvalidAccessKeyId" => Denied(cause, "The access key is unknown there: check it, and that it belongs to this endpoint."),
            "SignatureDoesNotMatch" => Denied(cause, "The secret key does not fit the access key: look for a cut-off value, a blank or a newline in it. Some endpoints say so of an unknown access key, too."),
            "RequestTimeTooSkewed" => Denied(cause, "The clocks differ by more than the endpoint allows: synchronise this machine's clock (NTP) and the endpoint's."),
            "ExpiredToken" or "InvalidToken" or "TokenRefreshRequired" => Denied(cause, "The session token has expired or is wrong: fetch fresh credentials, or use a long-lived key."),
            "AccessDenied" or "AllAccessDisabled" or "AccountProblem" => Denied(cause, "The key is known but lacks a right: it needs list, get, put and delete on this bucket."),
            "NoSuchBucket" => Unavailable($"the bucket does not exist: {cause}", "Check the bucket's name and the endpoint; Phoenix makes no buckets outside of its own lab."),
            "AuthorizationHeaderMalformed" or "PermanentRedirect" or "TemporaryRedirect" or "Redirect" or "IllegalLocationConstraintException" =>
                Unavailable($"the bucket is not in region '{settings.Region}': {cause}: {e.Message}", "Use the region (and its endpoint) that holds the bucket."),
            "SlowDown" or "ServiceUnavailable" or "InternalError" or "RequestTimeout" or "Throttling" =>
                Unavailable($"the endpoint is overloaded or broken: {cause}", "Wait and run the command again."),
            _ => e.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Denied(cause, "Check access key and secret key, and that the key may use this bucket."),
                >= HttpStatusCode.Moved and <= HttpStatusCode.PermanentRedirect => Unavailable($"the endpoint sends the request elsewhere: {cause}", "Use the region and endpoint that hold the bucket."),
                >= HttpStatusCode.InternalServerError => Unavailable($"the endpoint is overloaded or broken: {cause}", "Wait and run the command again."),
                _ => Unavailable($"the endpoint refused the request: {cause}: {e.Message}", "Check that the endpoint speaks S3, and bucket, region and URI style."),
            },
        };
    }

    private static (string What, string Hint)? Connection(Exception e, S3Settings settings) => e switch
    {
        AuthenticationException when e.Message.Contains("NameMismatch", StringComparison.Ordinal) =>
            ($"TLS: the certificate is not for '{settings.Host}'", "Use the name that the certificate carries; with URI style 'host' it must also carry the bucket's name."),
        AuthenticationException when e.Message.Contains("certificate", StringComparison.Ordinal) =>
            ($"TLS: the certificate is not trusted ({e.Message})", settings.CaFile is null ? "Name the endpoint's own authority as CA file." : $"Check that '{settings.CaFile}' is the authority that issued the endpoint's certificate."),
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            ("connection refused", "Nothing listens there: check host and port, and that the endpoint is up."),
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } =>
            ($"the host name '{settings.Host}' does not resolve", "Check the endpoint's name; with URI style 'host' the bucket's name must resolve too (else use 'path')."),
        SocketException s => ($"no connection ({s.SocketErrorCode})", "Check host, port, routes and firewalls."),
        TimeoutException => ("no connection came about in time", "Check that the endpoint is up, not overloaded, and that nothing between here and there drops packets."),
        AuthenticationException or HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            ($"TLS: the endpoint does not speak it ({e.Message})", "pgBackRest needs TLS: put it in front of the endpoint."),
        _ => null,
    };

    private static (ErrorCode Code, string What, string Hint) Denied(string cause, string hint) => (ErrorCode.RepositoryDenied, $"the credentials were refused: {cause}", hint);

    private static (ErrorCode Code, string What, string Hint) Unavailable(string what, string hint) => (ErrorCode.RepositoryUnavailable, what, hint);
}
