using Microsoft.AspNetCore.Http;
using Phoenix.Lab.S3.Payloads;
using Phoenix.Lab.S3.Signing;

namespace Phoenix.Lab.S3.Operations;

/// <summary>Refuses what the endpoint would otherwise ignore: a client that asks for encryption or a copy must not believe it got one.</summary>
internal static class HeaderRules
{
    private static readonly HashSet<string> Understood = new(StringComparer.OrdinalIgnoreCase)
    {
        "x-amz-date", "x-amz-content-sha256", "x-amz-decoded-content-length", "x-amz-trailer", "x-amz-user-agent",
        "x-amz-sdk-checksum-algorithm", "x-amz-checksum-algorithm", "x-amz-checksum-type", "x-amz-checksum-mode",
        "x-amz-mp-object-size", "x-amz-request-payer", "x-amz-storage-class", "x-amz-acl", "x-amz-optional-object-attributes",
        "x-amz-api-version",
    };

    public static void ThrowIfNotUnderstood(IHeaderDictionary headers)
    {
        foreach (string name in headers.Keys)
        {
            if (name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)
                && !Understood.Contains(name)
                && !name.StartsWith(StoredHeaders.MetadataPrefix, StringComparison.OrdinalIgnoreCase)
                && ChecksumAlgorithm.ByHeader(name) is null)
            {
                throw NotImplemented(name);
            }
        }
        ThrowUnless(headers, "x-amz-storage-class", "STANDARD");
        ThrowUnless(headers, "x-amz-acl", "private");
        ThrowUnless(headers, "x-amz-api-version", "2006-03-01");
        foreach (string name in (string[])["x-amz-sdk-checksum-algorithm", "x-amz-checksum-algorithm"])
        {
            if (headers[name].ToString() is { Length: > 0 } algorithm && ChecksumAlgorithm.ByName(algorithm) is null)
            {
                throw NotImplemented(name);
            }
        }
    }

    /// <summary>Refuses query parameters beyond those the operation knows.</summary>
    public static void ThrowIfUnknownQuery(RequestTarget target, params ReadOnlySpan<string> known)
    {
        foreach ((string name, _) in target.Query)
        {
            // SDKs name the operation in x-id; it says nothing that method and path do not say.
            if (name != "x-id" && !known.Contains(name))
            {
                throw new S3Exception(S3Error.NotImplemented, $"The query parameter '{name}' is not implemented here.");
            }
        }
    }

    private static void ThrowUnless(IHeaderDictionary headers, string name, string only)
    {
        if (headers.TryGetValue(name, out var value) && value.ToString() != only)
        {
            throw NotImplemented(name);
        }
    }

    private static S3Exception NotImplemented(string header) =>
        new(S3Error.NotImplemented, $"The header {header} you provided implies functionality that is not implemented", ("Header", header));
}
