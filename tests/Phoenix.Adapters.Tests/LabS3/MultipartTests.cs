using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Phoenix.Lab.S3.Payloads;
using Xunit;

namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>Multipart uploads: what completes, what does not, and what a restart keeps.</summary>
public sealed class MultipartTests
{
    private const string Target = "/" + LabEndpoint.Bucket + "/multi";
    private const int Large = 5 << 20;
    private static readonly byte[] First = RandomNumberGenerator.GetBytes(Large);
    private static readonly byte[] Second = "the end"u8.ToArray();

    [Fact]
    public async Task Wrong_completions_are_refused_and_the_right_one_still_works_after_a_restart()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        string upload = await BeginAsync(endpoint);
        string first = await PartAsync(endpoint, upload, 1, First), second = await PartAsync(endpoint, upload, 2, Second);
        await Refused((1, first), (3, second), "InvalidPart");
        await Refused((1, second), (2, second), "InvalidPart");
        await Refused((2, second), (1, first), "InvalidPartOrder");
        await Answers.RefusedAsync(CompleteAsync(endpoint, upload, null, []), HttpStatusCode.BadRequest, "MalformedXML");
        await Answers.RefusedAsync(
            CompleteAsync(endpoint, upload, request => request.Headers.Add("x-amz-checksum-crc32", "AAAAAA=="), [(1, first), (2, second)]), HttpStatusCode.BadRequest, "BadDigest");
        await Answers.RefusedAsync(
            CompleteAsync(endpoint, upload, request => request.Headers.Add("x-amz-mp-object-size", "1"), [(1, first), (2, second)]), HttpStatusCode.BadRequest, "InvalidRequest");
        await Answers.RefusedAsync(endpoint.SendAsync(HttpMethod.Get, Target), HttpStatusCode.NotFound, "NoSuchKey");

        await endpoint.RestartAsync();
        XElement parts = await Answers.DocumentAsync(endpoint.SendAsync(HttpMethod.Get, $"{Target}?uploadId={upload}"));
        Assert.Equal(["1", "2"], Answers.Texts(parts, "Part", "PartNumber"));
        XElement uploads = await Answers.DocumentAsync(endpoint.SendAsync(HttpMethod.Get, $"/{LabEndpoint.Bucket}?uploads"));
        Assert.Equal([upload], Answers.Texts(uploads, "Upload", "UploadId"));
        string crc = Crc32([.. First, .. Second]);
        await Answers.DoneAsync(CompleteAsync(endpoint, upload, request => request.Headers.Add("x-amz-checksum-crc32", crc), [(1, first), (2, second)]));
        using HttpResponseMessage got = await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Get, Target, prepare: request => request.Headers.Add("x-amz-checksum-mode", "ENABLED")));
        byte[] whole = await got.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal((byte[])[.. First, .. Second], whole);
        Assert.Equal("v", got.Headers.GetValues("x-amz-meta-m").Single());
        Assert.Equal(crc, got.Headers.GetValues("x-amz-checksum-crc32").Single());
        // The same completion again is what a client sends that lost the answer.
        await Answers.DoneAsync(CompleteAsync(endpoint, upload, null, [(1, first), (2, second)]));
        await Answers.RefusedAsync(endpoint.SendAsync(HttpMethod.Put, $"{Target}?uploadId={upload}&partNumber=1", First), HttpStatusCode.NotFound, "NoSuchUpload");

        Task Refused((int, string) a, (int, string) b, string code) =>
            Answers.RefusedAsync(CompleteAsync(endpoint, upload, null, [a, b]), HttpStatusCode.BadRequest, code);
    }

    [Fact]
    public async Task Small_parts_aborts_and_conditions()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        string small = await BeginAsync(endpoint);
        string a = await PartAsync(endpoint, small, 1, First[1..]), b = await PartAsync(endpoint, small, 2, Second);
        await Answers.RefusedAsync(CompleteAsync(endpoint, small, null, [(1, a), (2, b)]), HttpStatusCode.BadRequest, "EntityTooSmall");
        await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Delete, $"{Target}?uploadId={small}"));
        await Answers.RefusedAsync(CompleteAsync(endpoint, small, null, [(2, b)]), HttpStatusCode.NotFound, "NoSuchUpload");

        string[] racing = [.. await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => BeginAsync(endpoint)))];
        await Task.WhenAll(racing.Select(upload => PartAsync(endpoint, upload, 1, Encoding.ASCII.GetBytes(upload))));
        HttpResponseMessage[] outcomes = await Task.WhenAll(racing.Select(upload => CompleteAsync(
            endpoint, upload, request => request.Headers.TryAddWithoutValidation("If-None-Match", "*"), [(1, Md5(Encoding.ASCII.GetBytes(upload)))])));
        Assert.Single(outcomes, outcome => outcome.IsSuccessStatusCode);
        Assert.Equal(5, outcomes.Count(outcome => outcome.StatusCode == HttpStatusCode.PreconditionFailed));
        Assert.Contains(await (await endpoint.SendAsync(HttpMethod.Get, Target)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken), racing);
    }

    private static async Task<string> BeginAsync(LabEndpoint endpoint) => Answers.Value(
        await Answers.DocumentAsync(endpoint.SendAsync(HttpMethod.Post, Target + "?uploads", prepare: request => request.Headers.Add("x-amz-meta-m", "v"))), "UploadId");

    private static async Task<string> PartAsync(LabEndpoint endpoint, string upload, int number, byte[] data)
    {
        using HttpResponseMessage done = await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Put, $"{Target}?partNumber={number}&uploadId={upload}", data));
        return done.Headers.ETag!.Tag.Trim('"');
    }

    private static Task<HttpResponseMessage> CompleteAsync(LabEndpoint endpoint, string upload, Action<HttpRequestMessage>? prepare, IEnumerable<(int Number, string ETag)> parts)
    {
        string xml = string.Concat(parts.Select(part => $"<Part><PartNumber>{part.Number}</PartNumber><ETag>\"{part.ETag}\"</ETag></Part>"));
        return endpoint.SendAsync(
            HttpMethod.Post, $"{Target}?uploadId={upload}", Encoding.ASCII.GetBytes($"<CompleteMultipartUpload>{xml}</CompleteMultipartUpload>"), prepare);
    }

    private static string Md5(byte[] data) => Convert.ToHexStringLower(MD5.HashData(data));

    private static string Crc32(byte[] data)
    {
        using IRunningChecksum crc = ChecksumAlgorithm.ByName("CRC32")!.Start();
        crc.Append(data);
        return Convert.ToBase64String(crc.Finish());
    }
}
