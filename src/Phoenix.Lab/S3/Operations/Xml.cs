using System.Globalization;
using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Http;

namespace Phoenix.Lab.S3.Operations;

/// <summary>S3's XML documents: writing answers, reading requests.</summary>
internal static class Xml
{
    private const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    // Keys may hold control characters, which XML 1.0 cannot: they go out as references, as S3 sends them.
    private static readonly XmlWriterSettings WriterSettings = new() { Encoding = new UTF8Encoding(false), CheckCharacters = false };
    private const int DeepestRequest = 8;

    private static readonly XmlReaderSettings ReaderSettings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CheckCharacters = false, IgnoreComments = true, IgnoreWhitespace = false,
    };

    /// <summary>Sends a document as the answer.</summary>
    public static async Task SendAsync(HttpResponse response, string root, Action<XmlWriter> content, string? ns = Namespace)
    {
        using var buffer = new MemoryStream();
        using (var writer = XmlWriter.Create(buffer, WriterSettings))
        {
            writer.WriteStartElement(root, ns);
            content(writer);
            writer.WriteEndElement();
        }
        response.ContentType = "application/xml";
        response.ContentLength = buffer.Length;
        await response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }

    /// <summary>Parses a request's document; its namespace is not looked at.</summary>
    public static XmlElement Parse(byte[] document, string root)
    {
        try
        {
            ThrowIfDeep(document);
            using var reader = XmlReader.Create(new MemoryStream(document), ReaderSettings);
            var parsed = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
            parsed.Load(reader);
            return parsed.DocumentElement is { } element && element.LocalName == root ? element : throw new S3Exception(S3Error.MalformedXml);
        }
        catch (XmlException)
        {
            throw new S3Exception(S3Error.MalformedXml);
        }
    }

    /// <summary>A document tree is walked by recursion, so depth is bounded before one is built.</summary>
    private static void ThrowIfDeep(byte[] document)
    {
        using var reader = XmlReader.Create(new MemoryStream(document), ReaderSettings);
        while (reader.Read())
        {
            if (reader.Depth > DeepestRequest)
            {
                throw new S3Exception(S3Error.MalformedXml);
            }
        }
    }

    public static IEnumerable<XmlElement> Children(XmlElement element) => element.ChildNodes.OfType<XmlElement>();

    /// <summary>The text of the only child of that name; null when there is none.</summary>
    public static string? Text(XmlElement element, string name)
    {
        XmlElement[] found = [.. Children(element).Where(child => child.LocalName == name)];
        return found.Length switch { 0 => null, 1 => found[0].InnerText, _ => throw new S3Exception(S3Error.MalformedXml) };
    }

    public static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'.000Z'", CultureInfo.InvariantCulture);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
