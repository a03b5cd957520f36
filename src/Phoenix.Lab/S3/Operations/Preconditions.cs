using System.Globalization;
using Microsoft.AspNetCore.Http;
using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.S3.Operations;

/// <summary>Reads conditional headers: of writes, to be checked under the commit lock, and of reads, checked at once.</summary>
internal static class Preconditions
{
    public static WritePrecondition OfWrite(IHeaderDictionary headers)
    {
        string noneMatch = headers.IfNoneMatch.ToString(), match = headers.IfMatch.ToString();
        if (noneMatch.Length > 0 && (noneMatch != "*" || match.Length > 0))
        {
            throw new S3Exception(S3Error.NotImplemented, "Of If-None-Match only '*', alone, is implemented for writes.");
        }
        return new WritePrecondition(noneMatch.Length > 0, match.Length > 0 ? Unquote(match) : null);
    }

    public static void CheckRead(IHeaderDictionary headers, ObjectRecord record)
    {
        string match = headers.IfMatch.ToString(), noneMatch = headers.IfNoneMatch.ToString();
        if (match.Length > 0)
        {
            if (!Matches(match, record))
            {
                throw new S3Exception(S3Error.PreconditionFailed, null, ("Condition", "If-Match"));
            }
        }
        else if (Date(headers.IfUnmodifiedSince.ToString()) is { } unmodified && record.LastModified > unmodified)
        {
            throw new S3Exception(S3Error.PreconditionFailed, null, ("Condition", "If-Unmodified-Since"));
        }
        if (noneMatch.Length > 0)
        {
            if (Matches(noneMatch, record))
            {
                throw new S3Exception(S3Error.NotModified);
            }
        }
        else if (Date(headers.IfModifiedSince.ToString()) is { } modified && record.LastModified <= modified)
        {
            throw new S3Exception(S3Error.NotModified);
        }
    }

    public static string Unquote(string etag) => etag.Trim() is ['"', .. string inner, '"'] ? inner : etag.Trim();

    private static bool Matches(string list, ObjectRecord record) =>
        list.Split(',').Select(Unquote).Any(etag => etag == "*" || etag == record.ETag);

    private static DateTimeOffset? Date(string text) =>
        DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset date) ? date : null;
}
