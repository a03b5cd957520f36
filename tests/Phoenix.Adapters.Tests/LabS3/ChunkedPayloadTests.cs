using System.Net;
using System.Security.Cryptography;
using System.Text;
using Phoenix.Lab.S3.Payloads;
using Phoenix.Lab.S3.Signing;
using Xunit;

namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>aws-chunked bodies, whole and spoiled in one place each.</summary>
public sealed class ChunkedPayloadTests
{
    private const string Target = "/" + LabEndpoint.Bucket + "/chunked";
    private const string Signed = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    private const string SignedTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
    private const string UnsignedTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    private const string Crc32 = "x-amz-checksum-crc32";
    private static readonly byte[] Data = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("0123456789abcdef", 9000)));

    [Fact]
    public async Task Whole_bodies_are_stored()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        foreach (string form in (string[])[Signed, SignedTrailer, UnsignedTrailer])
        {
            await Answers.DoneAsync(SendAsync(endpoint, form, new Spoil()));
            using HttpResponseMessage got = await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Get, Target));
            Assert.Equal(Data, await got.Content.ReadAsByteArrayAsync());
            Assert.Equal("gzip", got.Content.Headers.ContentEncoding.Single());
            await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Delete, Target));
        }
    }

    [Theory]
    [InlineData(Signed, nameof(Spoil.Data), "SignatureDoesNotMatch")]
    [InlineData(Signed, nameof(Spoil.LastData), "SignatureDoesNotMatch")]
    [InlineData(Signed, nameof(Spoil.ChunkSignature), "SignatureDoesNotMatch")]
    [InlineData(Signed, nameof(Spoil.FinalChunkMissing), "IncompleteBody")]
    [InlineData(Signed, nameof(Spoil.DecodedLength), "IncompleteBody")]
    [InlineData(SignedTrailer, nameof(Spoil.Data), "SignatureDoesNotMatch")]
    [InlineData(SignedTrailer, nameof(Spoil.TrailerValue), "SignatureDoesNotMatch")]
    [InlineData(SignedTrailer, nameof(Spoil.TrailerSignature), "SignatureDoesNotMatch")]
    [InlineData(SignedTrailer, nameof(Spoil.TrailerSignatureMissing), "SignatureDoesNotMatch")]
    [InlineData(SignedTrailer, nameof(Spoil.Checksum), "BadDigest")]
    [InlineData(SignedTrailer, nameof(Spoil.TrailerMissing), "InvalidRequest")]
    [InlineData(UnsignedTrailer, nameof(Spoil.Data), "BadDigest")]
    [InlineData(UnsignedTrailer, nameof(Spoil.Checksum), "BadDigest")]
    [InlineData(UnsignedTrailer, nameof(Spoil.TrailerMissing), "InvalidRequest")]
    [InlineData(UnsignedTrailer, nameof(Spoil.ExtraTrailer), "InvalidRequest")]
    public async Task Spoiled_bodies_are_refused_and_leave_nothing(string form, string where, string code)
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        var spoil = new Spoil();
        typeof(Spoil).GetProperty(where)!.SetValue(spoil, true);
        await Answers.RefusedAsync(
            SendAsync(endpoint, form, spoil), code == "SignatureDoesNotMatch" ? HttpStatusCode.Forbidden : HttpStatusCode.BadRequest, code);
        Assert.Empty(await Answers.ListAsync(endpoint));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(endpoint.Directory, "buckets", LabEndpoint.Bucket, "staging")));
    }

    [Fact]
    public async Task Every_checksum_can_trail()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        foreach (ChecksumAlgorithm algorithm in ChecksumAlgorithm.All)
        {
            await Answers.DoneAsync(SendAsync(endpoint, UnsignedTrailer, new Spoil(), algorithm));
            await Answers.RefusedAsync(SendAsync(endpoint, UnsignedTrailer, new Spoil { Checksum = true }, algorithm), HttpStatusCode.BadRequest, "BadDigest");
            using HttpResponseMessage head = await endpoint.SendAsync(HttpMethod.Head, Target, prepare: request => request.Headers.Add("x-amz-checksum-mode", "ENABLED"));
            Assert.Equal(Value(algorithm, Data), head.Headers.GetValues(algorithm.Header).Single());
        }
    }

    [Theory]
    [InlineData("CRC32", "CBF43926")]
    [InlineData("CRC32C", "E3069283")]
    [InlineData("CRC64NVME", "AE8B14860A799888")]
    [InlineData("SHA1", "F7C3BC1D808E04732ADF679965CCC34CA7AE3441")]
    [InlineData("SHA256", "15E2B0D3C33891EBB0F1EF609EC419420C20E320CE94C65FBC8C3312448EB225")]
    public void Checksums_have_their_published_values(string name, string hex) =>
        Assert.Equal(hex, Convert.ToHexString(Convert.FromBase64String(Value(ChecksumAlgorithm.ByName(name)!, "123456789"u8.ToArray()))));

    private static async Task<HttpResponseMessage> SendAsync(LabEndpoint endpoint, string form, Spoil spoil, ChecksumAlgorithm? algorithm = null)
    {
        bool trailer = form.EndsWith("TRAILER", StringComparison.Ordinal);
        string header = algorithm?.Header ?? Crc32;
        HttpRequestMessage request = endpoint.Unsigned(HttpMethod.Put, Target, []);
        request.Headers.Add("x-amz-decoded-content-length", (Data.Length + (spoil.DecodedLength ? 1 : 0)).ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (trailer)
        {
            request.Headers.Add("x-amz-trailer", header);
        }
        (SigningKey key, string signature) = new RequestSigner(endpoint.Key, LabEndpoint.Region, TimeProvider.System).Sign(request, form);
        byte[] data = [.. Data];
        using var body = new MemoryStream();
        foreach (byte[] chunk in data.Chunk(65536).Append([]))
        {
            if (chunk.Length == 0 && spoil.FinalChunkMissing)
            {
                break;
            }
            string extension = "";
            if (form != UnsignedTrailer)
            {
                signature = key.SignChunk(signature, Convert.ToHexStringLower(SHA256.HashData(chunk)));
                extension = ";chunk-signature=" + (spoil.ChunkSignature && chunk.Length == 65536 ? new string('0', 64) : signature);
            }
            if (chunk.Length > 0 && (spoil.Data || (spoil.LastData && chunk.Length < 65536)))
            {
                chunk[^1] ^= 1;
            }
            body.Write(Encoding.ASCII.GetBytes($"{chunk.Length:x}{extension}\r\n"));
            body.Write(chunk);
            body.Write(chunk.Length > 0 ? "\r\n"u8 : []);
        }
        body.Write(spoil.FinalChunkMissing ? [] : Encoding.ASCII.GetBytes(trailer ? Trailer(form, spoil, header, algorithm, key, signature) + "\r\n" : "\r\n"));
        request.Content = new ByteArrayContent(body.ToArray());
        request.Content.Headers.ContentEncoding.Add("aws-chunked");
        request.Content.Headers.ContentEncoding.Add("gzip");
        return await endpoint.SendRawAsync(request);
    }

    private static string Trailer(string form, Spoil spoil, string header, ChecksumAlgorithm? algorithm, SigningKey key, string signature)
    {
        if (spoil.TrailerMissing)
        {
            return "";
        }
        algorithm ??= ChecksumAlgorithm.ByHeader(header)!;
        string value = Value(algorithm, spoil.Checksum ? [0] : Data);
        string signedTrailer = key.SignTrailer(signature, Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{header}:{value}\n"))));
        string text = $"{header}:{(spoil.TrailerValue ? Value(algorithm, [0]) : value)}\r\n";
        text += spoil.ExtraTrailer ? "x-amz-checksum-sha1:AAAA\r\n" : "";
        return form != SignedTrailer || spoil.TrailerSignatureMissing
            ? text
            : text + $"x-amz-trailer-signature:{(spoil.TrailerSignature ? new string('0', 64) : signedTrailer)}\r\n";
    }

    private static string Value(ChecksumAlgorithm algorithm, byte[] data)
    {
        using IRunningChecksum running = algorithm.Start();
        // In two pieces of odd length, since streams come in any.
        running.Append(data.AsSpan(0, data.Length / 3));
        running.Append(data.AsSpan(data.Length / 3));
        return Convert.ToBase64String(running.Finish());
    }

    private sealed class Spoil
    {
        public bool Data { get; set; }

        public bool LastData { get; set; }

        public bool ChunkSignature { get; set; }

        public bool FinalChunkMissing { get; set; }

        public bool DecodedLength { get; set; }

        public bool Checksum { get; set; }

        public bool TrailerValue { get; set; }

        public bool TrailerSignature { get; set; }

        public bool TrailerSignatureMissing { get; set; }

        public bool TrailerMissing { get; set; }

        public bool ExtraTrailer { get; set; }
    }
}
