namespace Phoenix.Lab.S3.Signing;

/// <summary>The parts of an AWS4-HMAC-SHA256 Authorization header.</summary>
internal sealed record AuthorizationHeader(string AccessKeyId, string Date, string Region, IReadOnlyList<string> SignedHeaders, string Signature)
{
    private const string Scheme = "AWS4-HMAC-SHA256";

    public static AuthorizationHeader Parse(string header)
    {
        if (header.Length == 0)
        {
            throw new S3Exception(S3Error.AccessDenied);
        }
        if (!header.StartsWith(Scheme + " ", StringComparison.Ordinal))
        {
            throw new S3Exception(S3Error.InvalidRequest, $"The authorization mechanism you have provided is not supported. Please use {Scheme}.");
        }
        string? credential = null, signedHeaders = null, signature = null;
        foreach (string field in header[Scheme.Length..].Split(',', StringSplitOptions.TrimEntries))
        {
            switch (field.Split('=', 2))
            {
                case ["Credential", string value]: credential = value; break;
                case ["SignedHeaders", string value]: signedHeaders = value; break;
                case ["Signature", string value]: signature = value; break;
                default: throw Malformed($"Unknown field '{field}'.");
            }
        }
        if (credential is null || signedHeaders is null || signature is null)
        {
            throw Malformed("Credential, SignedHeaders and Signature are needed.");
        }
        string[] names = signedHeaders.Split(';');
        if (!names.SequenceEqual(names.Select(name => name.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)) || !names.Contains("host"))
        {
            throw Malformed("SignedHeaders must be in lower case, sorted, and contain host.");
        }
        return credential.Split('/') is [{ Length: > 0 } id, { Length: 8 } date, string region, "s3", "aws4_request"]
            ? new AuthorizationHeader(id, date, region, names, signature)
            : throw Malformed("The credential must be KEY/YYYYMMDD/REGION/s3/aws4_request.");
    }

    private static S3Exception Malformed(string why) =>
        new(S3Error.AuthorizationHeaderMalformed, $"The authorization header is malformed; {why}");
}
