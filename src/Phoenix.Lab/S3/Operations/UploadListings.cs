using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.S3.Operations;

/// <summary>ListParts and ListMultipartUploads, each in one page: a lab has few of either.</summary>
internal sealed class UploadListings(BucketStore buckets)
{
    public async Task PartsAsync(S3Request request)
    {
        HeaderRules.ThrowIfUnknownQuery(request.Target, "uploadId", "max-parts", "part-number-marker");
        Bucket bucket = buckets.Get(request.Target.Bucket);
        Upload upload = MultipartUploads.Find(bucket, request);
        int after = request.Number("part-number-marker", 0, int.MaxValue) ?? 0;
        int limit = Math.Min(request.Number("max-parts", 0, int.MaxValue) ?? 1000, 1000);
        PartRecord[] left = [.. upload.Parts.Where(part => part.Number > after)];
        PartRecord[] page = [.. left.Take(limit)];
        await Xml.SendAsync(request.Response, "ListPartsResult", xml =>
        {
            xml.WriteElementString("Bucket", bucket.Name);
            xml.WriteElementString("Key", request.Target.Key);
            xml.WriteElementString("UploadId", upload.Record.Id);
            xml.WriteElementString("PartNumberMarker", Xml.Number(after));
            xml.WriteElementString("NextPartNumberMarker", Xml.Number(page.LastOrDefault()?.Number ?? 0));
            xml.WriteElementString("MaxParts", Xml.Number(limit));
            xml.WriteElementString("IsTruncated", left.Length > page.Length && limit > 0 ? "true" : "false");
            foreach (PartRecord part in page)
            {
                xml.WriteStartElement("Part");
                xml.WriteElementString("PartNumber", Xml.Number(part.Number));
                xml.WriteElementString("LastModified", Xml.Date(part.LastModified));
                xml.WriteElementString("ETag", StoredHeaders.Quote(part.ETag));
                xml.WriteElementString("Size", Xml.Number(part.Size));
                xml.WriteEndElement();
            }
        });
    }

    public async Task UploadsAsync(S3Request request)
    {
        HeaderRules.ThrowIfUnknownQuery(request.Target, "uploads", "prefix");
        Bucket bucket = buckets.Get(request.Target.Bucket);
        string prefix = request.Target.Find("prefix") ?? "";
        await Xml.SendAsync(request.Response, "ListMultipartUploadsResult", xml =>
        {
            xml.WriteElementString("Bucket", bucket.Name);
            xml.WriteElementString("Prefix", prefix);
            xml.WriteElementString("IsTruncated", "false");
            foreach (UploadRecord upload in bucket.Uploads.All.Select(upload => upload.Record))
            {
                if (upload.Object.Key.StartsWith(prefix, StringComparison.Ordinal))
                {
                    xml.WriteStartElement("Upload");
                    xml.WriteElementString("Key", upload.Object.Key);
                    xml.WriteElementString("UploadId", upload.Id);
                    xml.WriteElementString("Initiated", Xml.Date(upload.Initiated));
                    xml.WriteEndElement();
                }
            }
        });
    }
}
