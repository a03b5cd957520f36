using System.Text;
using Microsoft.AspNetCore.Http;
using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.S3.Operations;

/// <summary>The headers of a PUT that are kept with the object, and given back with it.</summary>
internal static class StoredHeaders
{
    public const string MetadataPrefix = "x-amz-meta-";

    private const int LargestMetadata = 2048;

    private static readonly string[] Kept = ["Content-Type", "Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires"];

    /// <summary>A record with the request's headers; size, ETag and time are still to come.</summary>
    public static ObjectRecord ReadFrom(IHeaderDictionary headers, string key)
    {
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in Kept)
        {
            string value = headers[name].ToString();
            if (name == "Content-Encoding")
            {
                // aws-chunked is the transfer's form, not the object's.
                value = string.Join(", ", value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(coding => coding != "aws-chunked"));
            }
            if (value.Length > 0)
            {
                kept[name] = value;
            }
        }
        Dictionary<string, string> metadata = headers
            .Where(header => header.Key.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key[MetadataPrefix.Length..].ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal);
        return metadata.Sum(pair => Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value)) <= LargestMetadata
            ? new ObjectRecord { Key = key, Headers = kept, UserMetadata = metadata }
            : throw new S3Exception(S3Error.MetadataTooLarge);
    }

    public static void WriteTo(HttpResponse response, ObjectRecord record)
    {
        response.ContentType = "binary/octet-stream";
        foreach ((string name, string value) in record.Headers)
        {
            response.Headers[name] = value;
        }
        foreach ((string name, string value) in record.UserMetadata)
        {
            response.Headers[MetadataPrefix + name] = value;
        }
        response.Headers.ETag = Quote(record.ETag);
        response.Headers.LastModified = record.LastModified.ToString("r", System.Globalization.CultureInfo.InvariantCulture);
        response.Headers.AcceptRanges = "bytes";
    }

    public static string Quote(string etag) => $"\"{etag}\"";
}
