using System.Xml;
using Phoenix.Lab.S3.Payloads;
using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.S3.Operations;

/// <summary>DeleteObjects: up to a thousand keys in one request.</summary>
internal sealed class DeleteObjects(BucketStore buckets)
{
    private const int MostKeys = 1000;
    private const int LargestDocument = 8 << 20;

    public async Task HandleAsync(S3Request request)
    {
        HeaderRules.ThrowIfUnknownQuery(request.Target, "delete");
        Bucket bucket = buckets.Get(request.Target.Bucket);
        using RequestBody body = request.OpenBody();
        if (!body.HasDigest)
        {
            throw new S3Exception(S3Error.InvalidRequest, "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
        }
        XmlElement document = Xml.Parse(await body.ReadAllAsync(LargestDocument, request.Aborted), "Delete");
        List<string> keys = [];
        bool quiet = false;
        foreach (XmlElement child in Xml.Children(document))
        {
            switch (child.LocalName)
            {
                case "Quiet": quiet = child.InnerText == "true"; break;
                case "Object": keys.Add(KeyOf(child)); break;
                default: throw new S3Exception(S3Error.MalformedXml);
            }
        }
        if (keys.Count is 0 or > MostKeys)
        {
            throw new S3Exception(S3Error.MalformedXml);
        }
        await bucket.DeleteAsync(keys, WritePrecondition.None, request.Caller.Key);
        await Xml.SendAsync(request.Response, "DeleteResult", xml =>
        {
            foreach (string key in quiet ? [] : keys)
            {
                xml.WriteStartElement("Deleted");
                xml.WriteElementString("Key", key);
                xml.WriteEndElement();
            }
        });
    }

    private static string KeyOf(XmlElement element)
    {
        if (Xml.Children(element).Any(child => child.LocalName != "Key"))
        {
            throw new S3Exception(S3Error.NotImplemented, "Versions and conditions in a batch delete are not implemented.");
        }
        return Xml.Text(element, "Key") is { Length: > 0 } key ? key : throw new S3Exception(S3Error.MalformedXml);
    }
}
