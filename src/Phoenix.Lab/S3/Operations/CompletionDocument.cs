using System.Globalization;
using System.Xml;
using Phoenix.Lab.S3.Payloads;
using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.S3.Operations;

/// <summary>Reads the list of parts that completes an upload, and holds it against the parts that are there.</summary>
internal static class CompletionDocument
{
    private const long SmallestPart = 5 << 20;

    public static IReadOnlyList<PartRecord> Read(byte[] document, Upload upload)
    {
        List<PartRecord> parts = [];
        foreach (XmlElement element in Xml.Children(Xml.Parse(document, "CompleteMultipartUpload")))
        {
            if (element.LocalName != "Part"
                || !int.TryParse(Xml.Text(element, "PartNumber"), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                || Xml.Text(element, "ETag") is not { } etag)
            {
                throw new S3Exception(S3Error.MalformedXml);
            }
            if (parts.Count > 0 && parts[^1].Number >= number)
            {
                throw new S3Exception(S3Error.InvalidPartOrder, null, ("UploadId", upload.Record.Id));
            }
            PartRecord? part = upload.FindPart(number);
            if (part is null || part.ETag != Preconditions.Unquote(etag) || !ChecksumsHold(element, part))
            {
                throw new S3Exception(
                    S3Error.InvalidPart, null, ("UploadId", upload.Record.Id), ("PartNumber", Xml.Number(number)), ("ETag", etag));
            }
            parts.Add(part);
        }
        if (parts.Count == 0)
        {
            throw new S3Exception(S3Error.MalformedXml);
        }
        if (parts.SkipLast(1).FirstOrDefault(part => part.Size < SmallestPart) is { } small)
        {
            throw new S3Exception(
                S3Error.EntityTooSmall, null,
                ("ProposedSize", Xml.Number(small.Size)), ("MinSizeAllowed", Xml.Number(SmallestPart)), ("PartNumber", Xml.Number(small.Number)));
        }
        return parts;
    }

    private static bool ChecksumsHold(XmlElement element, PartRecord part)
    {
        foreach (XmlElement child in Xml.Children(element))
        {
            if (child.LocalName is "PartNumber" or "ETag")
            {
                continue;
            }
            ChecksumAlgorithm algorithm = ChecksumAlgorithm.All.FirstOrDefault(known => known.Element == child.LocalName)
                ?? throw new S3Exception(S3Error.NotImplemented, $"The element {child.LocalName} of a part is not implemented.");
            if (part.Checksums.GetValueOrDefault(algorithm.Header) != child.InnerText)
            {
                return false;
            }
        }
        return true;
    }
}
