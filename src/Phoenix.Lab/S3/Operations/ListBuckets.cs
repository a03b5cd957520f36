using System.Xml;
using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.S3.Operations;

/// <summary>ListBuckets.</summary>
internal sealed class ListBuckets(BucketStore buckets)
{
    public async Task HandleAsync(S3Request request)
    {
        HeaderRules.ThrowIfUnknownQuery(request.Target);
        await Xml.SendAsync(request.Response, "ListAllMyBucketsResult", xml =>
        {
            WriteOwner(xml);
            xml.WriteStartElement("Buckets");
            foreach (Bucket bucket in buckets.All)
            {
                xml.WriteStartElement("Bucket");
                xml.WriteElementString("Name", bucket.Name);
                xml.WriteElementString("CreationDate", Xml.Date(bucket.Created));
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        });
    }

    /// <summary>Everything belongs to the lab.</summary>
    public static void WriteOwner(XmlWriter xml)
    {
        xml.WriteStartElement("Owner");
        xml.WriteElementString("ID", "phoenix-lab");
        xml.WriteElementString("DisplayName", "phoenix-lab");
        xml.WriteEndElement();
    }
}
