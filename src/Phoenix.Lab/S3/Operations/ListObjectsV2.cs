using System.Text;
using System.Xml;
using Phoenix.Lab.S3.Signing;
using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.S3.Operations;

/// <summary>ListObjectsV2.</summary>
internal sealed class ListObjectsV2(BucketStore buckets)
{
    private const int LargestPage = 1000;

    public async Task HandleAsync(S3Request request)
    {
        RequestTarget target = request.Target;
        if (target.Find("list-type") != "2")
        {
            throw new S3Exception(S3Error.NotImplemented, "Only version 2 of listing is implemented.");
        }
        HeaderRules.ThrowIfUnknownQuery(
            target, "list-type", "prefix", "delimiter", "continuation-token", "start-after", "max-keys", "encoding-type", "fetch-owner");
        if (target.Find("encoding-type") is not (null or "url"))
        {
            throw new S3Exception(S3Error.InvalidArgument, "Invalid Encoding Method specified in Request", ("ArgumentName", "encoding-type"));
        }
        string prefix = target.Find("prefix") ?? "", delimiter = target.Find("delimiter") ?? "";
        int limit = request.Number("max-keys", 0, int.MaxValue) ?? LargestPage;
        string? token = target.Find("continuation-token"), startAfter = target.Find("start-after");
        (string? after, bool afterPrefix) = token is null ? (startAfter, false) : ReadToken(token);
        ListPage page = buckets.Get(target.Bucket).List(new ListQuery(prefix, delimiter, after, afterPrefix, Math.Min(limit, LargestPage)));
        bool encode = target.Has("encoding-type");
        string Text(string text) => encode ? PercentEncoding.Encode(text, keepSlash: true) : text;
        await Xml.SendAsync(request.Response, "ListBucketResult", xml =>
        {
            xml.WriteElementString("Name", target.Bucket);
            xml.WriteElementString("Prefix", Text(prefix));
            WriteIf(xml, "Delimiter", delimiter.Length > 0 ? Text(delimiter) : null);
            xml.WriteElementString("MaxKeys", Xml.Number(Math.Min(limit, LargestPage)));
            xml.WriteElementString("KeyCount", Xml.Number(page.Objects.Count + page.CommonPrefixes.Count));
            xml.WriteElementString("IsTruncated", page.Truncated ? "true" : "false");
            WriteIf(xml, "EncodingType", encode ? "url" : null);
            WriteIf(xml, "ContinuationToken", token);
            WriteIf(xml, "StartAfter", startAfter is null ? null : Text(startAfter));
            WriteIf(xml, "NextContinuationToken", page.Truncated ? WriteToken(page) : null);
            foreach (ObjectRecord record in page.Objects)
            {
                WriteObject(xml, record, Text(record.Key), target.Find("fetch-owner") == "true");
            }
            foreach (string common in page.CommonPrefixes)
            {
                xml.WriteStartElement("CommonPrefixes");
                xml.WriteElementString("Prefix", Text(common));
                xml.WriteEndElement();
            }
        });
    }

    private static void WriteObject(XmlWriter xml, ObjectRecord record, string key, bool owner)
    {
        xml.WriteStartElement("Contents");
        xml.WriteElementString("Key", key);
        xml.WriteElementString("LastModified", Xml.Date(record.LastModified));
        xml.WriteElementString("ETag", StoredHeaders.Quote(record.ETag));
        xml.WriteElementString("Size", Xml.Number(record.Size));
        if (owner)
        {
            ListBuckets.WriteOwner(xml);
        }
        xml.WriteElementString("StorageClass", "STANDARD");
        xml.WriteEndElement();
    }

    private static void WriteIf(XmlWriter xml, string name, string? value)
    {
        if (value is not null)
        {
            xml.WriteElementString(name, value);
        }
    }

    private static string WriteToken(ListPage page) =>
        Convert.ToHexStringLower(Encoding.UTF8.GetBytes((page.LastIsPrefix ? "p" : "k") + page.Last));

    private static (string After, bool IsPrefix) ReadToken(string token)
    {
        try
        {
            string text = Encoding.UTF8.GetString(Convert.FromHexString(token));
            if (text.Length > 0 && text[0] is ('p' or 'k'))
            {
                return (text[1..], text[0] == 'p');
            }
        }
        catch (FormatException)
        {
            // Falls through to the refusal of any other text that is no token of ours.
        }
        throw new S3Exception(S3Error.InvalidArgument, "The continuation token provided is incorrect", ("ArgumentName", "continuation-token"));
    }
}
