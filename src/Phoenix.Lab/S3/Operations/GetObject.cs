using System.Buffers;
using Microsoft.AspNetCore.Http;
using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.S3.Operations;

/// <summary>GetObject and HeadObject.</summary>
internal sealed class GetObject(BucketStore buckets)
{
    public async Task HandleAsync(S3Request request)
    {
        HeaderRules.ThrowIfUnknownQuery(request.Target);
        using ObjectReader reader = buckets.Get(request.Target.Bucket).OpenObject(request.Target.Key)
            ?? throw new S3Exception(S3Error.NoSuchKey, null, ("Key", request.Target.Key));
        ObjectRecord record = reader.Record;
        Preconditions.CheckRead(request.Headers, record);
        ByteRange? part = ByteRange.Parse(request.Headers.Range.ToString(), record.Size);
        ByteRange range = part ?? new ByteRange(0, record.Size);
        HttpResponse response = request.Response;
        StoredHeaders.WriteTo(response, record);
        if (part is not null)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {Xml.Number(range.First)}-{Xml.Number(range.First + range.Length - 1)}/{Xml.Number(record.Size)}";
        }
        else if (request.Headers["x-amz-checksum-mode"].ToString().Equals("ENABLED", StringComparison.OrdinalIgnoreCase))
        {
            foreach ((string name, string value) in record.Checksums)
            {
                response.Headers[name] = value;
            }
        }
        response.ContentLength = range.Length;
        if (!HttpMethods.IsHead(request.Http.Request.Method))
        {
            await SendAsync(reader, range, response.Body, request.Aborted);
        }
    }

    private static async Task SendAsync(ObjectReader reader, ByteRange range, Stream output, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            long offset = range.First, left = range.Length;
            while (left > 0)
            {
                int read = await reader.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), offset, cancellation);
                if (read == 0)
                {
                    throw new EndOfStreamException("An object's file is shorter than its record says.");
                }
                await output.WriteAsync(buffer.AsMemory(0, read), cancellation);
                offset += read;
                left -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
