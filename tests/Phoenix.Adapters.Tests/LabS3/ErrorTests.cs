using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Xml.Linq;
using Microsoft.Extensions.Time.Testing;
using Phoenix.Lab.S3;
using Phoenix.Lab.S3.Signing;
using Xunit;

namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>Each error code, drawn by a request that deserves it.</summary>
public sealed class ErrorTests
{
    private const string Object = "/" + LabEndpoint.Bucket + "/object";
    private static readonly byte[] Body = "content"u8.ToArray();

    [Fact]
    public async Task Signatures()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        await Answers.RefusedAsync(endpoint.SendRawAsync(endpoint.Unsigned(HttpMethod.Get, Object)), HttpStatusCode.Forbidden, "AccessDenied");

        HttpRequestMessage tampered = endpoint.Request(HttpMethod.Put, Object, Body);
        string authorization = tampered.Headers.NonValidated["Authorization"].ToString();
        tampered.Headers.Remove("Authorization");
        tampered.Headers.TryAddWithoutValidation("Authorization", authorization[..^1] + (authorization[^1] == '0' ? '1' : '0'));
        await Answers.RefusedAsync(endpoint.SendRawAsync(tampered), HttpStatusCode.Forbidden, "SignatureDoesNotMatch");

        HttpRequestMessage redirected = endpoint.Request(HttpMethod.Put, Object, Body);
        redirected.RequestUri = endpoint.Unsigned(HttpMethod.Put, Object + "2").RequestUri;
        await Answers.RefusedAsync(endpoint.SendRawAsync(redirected), HttpStatusCode.Forbidden, "SignatureDoesNotMatch");

        AccessKey wrongSecret = endpoint.Key with { Secret = endpoint.Host.AdminKey.Secret };
        await Answers.RefusedAsync(endpoint.SendAsync(HttpMethod.Put, Object, Body, key: wrongSecret), HttpStatusCode.Forbidden, "SignatureDoesNotMatch");
        await Answers.RefusedAsync(
            endpoint.SendAsync(HttpMethod.Put, Object, Body, key: new AccessKey("PHXNOBODY", "secret")), HttpStatusCode.Forbidden, "InvalidAccessKeyId");

        XElement region = await Answers.RefusedAsync(
            endpoint.SendRawAsync(endpoint.Request(HttpMethod.Put, Object, Body, region: "eu-central-1")), HttpStatusCode.BadRequest, "AuthorizationHeaderMalformed");
        Assert.Equal(LabEndpoint.Region, region.Element("Region")?.Value);

        HttpRequestMessage added = endpoint.Request(HttpMethod.Put, Object, Body);
        added.Headers.TryAddWithoutValidation("x-amz-meta-smuggled", "1");
        await Answers.RefusedAsync(endpoint.SendRawAsync(added), HttpStatusCode.Forbidden, "AccessDenied");

        HttpRequestMessage old = endpoint.Unsigned(HttpMethod.Get, Object);
        old.Headers.TryAddWithoutValidation("Authorization", "AWS AKID:c2lnbmF0dXJl");
        await Answers.RefusedAsync(endpoint.SendRawAsync(old), HttpStatusCode.BadRequest, "InvalidRequest");
        await Answers.RefusedAsync(
            endpoint.SendRawAsync(endpoint.Unsigned(HttpMethod.Get, Object + "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00")), HttpStatusCode.NotImplemented, "NotImplemented");
        await Answers.RefusedAsync(
            endpoint.SendAsync(HttpMethod.Get, Object, prepare: request => request.Headers.Add("x-amz-security-token", "t")), HttpStatusCode.BadRequest, "InvalidToken");
        Assert.Empty(await Answers.ListAsync(endpoint));
    }

    [Theory]
    [InlineData(-14, true)]
    [InlineData(14, true)]
    [InlineData(-16, false)]
    [InlineData(16, false)]
    public async Task Clocks_that_differ(int minutes, bool accepted)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync(clock);
        HttpRequestMessage request = endpoint.Unsigned(HttpMethod.Put, Object, Body);
        new RequestSigner(endpoint.Key, LabEndpoint.Region, new FakeTimeProvider(clock.GetUtcNow().AddMinutes(minutes))).Sign(request, Body);
        if (accepted)
        {
            await Answers.DoneAsync(endpoint.SendRawAsync(request));
        }
        else
        {
            await Answers.RefusedAsync(endpoint.SendRawAsync(request), HttpStatusCode.Forbidden, "RequestTimeTooSkewed");
        }
    }

    [Fact]
    public async Task Answers_and_refusals_have_the_date_of_the_clock_that_judges()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 3600));
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync(clock);
        using HttpResponseMessage done = await endpoint.SendAsync(HttpMethod.Put, Object, Body);
        using HttpResponseMessage refused = await endpoint.SendRawAsync(endpoint.Unsigned(HttpMethod.Head, "/"));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (done.StatusCode, refused.StatusCode));
        Assert.All([done, refused], answer => Assert.Equal(clock.GetUtcNow(), answer.Headers.Date));
    }

    [Fact]
    public async Task Bodies_that_are_not_what_was_said()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        HttpRequestMessage other = endpoint.Request(HttpMethod.Put, Object, Body);
        other.Content = new ByteArrayContent("CONTENT"u8.ToArray());
        await Answers.RefusedAsync(endpoint.SendRawAsync(other), HttpStatusCode.BadRequest, "XAmzContentSHA256Mismatch");

        await Refused(request => request.Content!.Headers.ContentMD5 = new byte[16], "BadDigest");
        await Refused(request => request.Content!.Headers.TryAddWithoutValidation("Content-MD5", "short"), "InvalidDigest");
        await Refused(request => request.Headers.Add("x-amz-checksum-crc32", "AAAAAA=="), "BadDigest");
        await Refused(request => request.Headers.Add("x-amz-checksum-crc32c", "AAAAAA=="), "BadDigest");
        await Refused(request => request.Headers.Add("x-amz-checksum-crc64nvme", "AAAAAAAAAAA="), "BadDigest");
        await Refused(request => request.Headers.Add("x-amz-checksum-sha1", Convert.ToBase64String(new byte[20])), "BadDigest");
        await Refused(request => request.Headers.Add("x-amz-checksum-sha256", Convert.ToBase64String(new byte[32])), "BadDigest");
        await Refused(request => request.Headers.Add("x-amz-checksum-sha256", "AAAA"), "InvalidRequest");
        await Refused(request => request.Headers.Add("x-amz-checksum-md99", "AAAA"), "NotImplemented", HttpStatusCode.NotImplemented);
        await Refused(request => request.Headers.Add("x-amz-server-side-encryption", "AES256"), "NotImplemented", HttpStatusCode.NotImplemented);
        await Refused(request => request.Headers.Add("x-amz-copy-source", "/a/b"), "NotImplemented", HttpStatusCode.NotImplemented);
        await Refused(request => request.Headers.Add("x-amz-meta-large", new string('m', 2049)), "MetadataTooLarge");
        Assert.Empty(await Answers.ListAsync(endpoint));

        Task Refused(Action<HttpRequestMessage> spoil, string code, HttpStatusCode status = HttpStatusCode.BadRequest) =>
            Answers.RefusedAsync(endpoint.SendAsync(HttpMethod.Put, Object, Body, spoil), status, code);
    }

    [Fact]
    public async Task Things_that_are_not_there_or_not_allowed()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        const string Bucket = "/" + LabEndpoint.Bucket;
        await Refused(HttpMethod.Get, Object, HttpStatusCode.NotFound, "NoSuchKey");
        await Refused(HttpMethod.Get, "/nowhere/key", HttpStatusCode.NotFound, "NoSuchBucket");
        await Refused(HttpMethod.Put, "/nowhere/key", HttpStatusCode.NotFound, "NoSuchBucket");
        await Refused(HttpMethod.Put, Bucket, HttpStatusCode.Conflict, "BucketAlreadyOwnedByYou");
        await Refused(HttpMethod.Put, "/Not_a_bucket", HttpStatusCode.BadRequest, "InvalidBucketName");
        await Refused(HttpMethod.Put, "/..", HttpStatusCode.BadRequest, "InvalidBucketName");
        await Refused(HttpMethod.Post, Object, HttpStatusCode.MethodNotAllowed, "MethodNotAllowed");
        await Refused(HttpMethod.Get, Object + "?acl", HttpStatusCode.NotImplemented, "NotImplemented");
        await Refused(HttpMethod.Get, Bucket, HttpStatusCode.NotImplemented, "NotImplemented");
        await Refused(HttpMethod.Get, Bucket + "?list-type=2&max-keys=x", HttpStatusCode.BadRequest, "InvalidArgument");
        await Refused(HttpMethod.Get, Bucket + "?list-type=2&continuation-token=zz", HttpStatusCode.BadRequest, "InvalidArgument");
        await Refused(HttpMethod.Put, Object + "?uploadId=none&partNumber=1", HttpStatusCode.NotFound, "NoSuchUpload");
        await Refused(HttpMethod.Put, Object + "?uploadId=none&partNumber=10001", HttpStatusCode.BadRequest, "InvalidArgument");
        await Refused(HttpMethod.Delete, Object + "?uploadId=none", HttpStatusCode.NotFound, "NoSuchUpload");
        await Refused(HttpMethod.Post, Bucket + "?delete", HttpStatusCode.BadRequest, "InvalidRequest");
        await Refused(HttpMethod.Get, "/.phoenix/faults", HttpStatusCode.Forbidden, "AccessDenied");
        foreach (string document in (string[])["<Delete><Object>", "<Delete/>", "<!DOCTYPE x><Delete/>", string.Concat(Enumerable.Repeat("<Delete>", 300_000)), "x"])
        {
            byte[] body = Encoding.ASCII.GetBytes(document);
            await Answers.RefusedAsync(
                endpoint.SendAsync(HttpMethod.Post, Bucket + "?delete", body, request => request.Content!.Headers.ContentMD5 = System.Security.Cryptography.MD5.HashData(body)),
                HttpStatusCode.BadRequest, "MalformedXML");
        }

        await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Put, Bucket + "/" + new string('k', 1024)));
        await Refused(HttpMethod.Put, Bucket + "/" + new string('k', 1025), HttpStatusCode.BadRequest, "KeyTooLongError");
        await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Put, Object, Body));
        XElement range = await Answers.RefusedAsync(
            endpoint.SendAsync(HttpMethod.Get, Object, prepare: request => request.Headers.Range = new RangeHeaderValue(7, null)),
            HttpStatusCode.RequestedRangeNotSatisfiable, "InvalidRange");
        Assert.Equal("7", range.Element("ActualObjectSize")?.Value);
        using HttpResponseMessage head = await endpoint.SendAsync(HttpMethod.Head, Object + "2");
        Assert.Equal(HttpStatusCode.NotFound, head.StatusCode);

        Task Refused(HttpMethod method, string target, HttpStatusCode status, string code) =>
            Answers.RefusedAsync(endpoint.SendAsync(method, target), status, code);
    }

    [Fact]
    public async Task Requests_no_library_sends()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        using (RawConnection connection = await RawConnection.OpenAsync(endpoint))
        {
            await connection.SendHeadAsync(endpoint, HttpMethod.Put, Object, "");
            Assert.Contains("<Code>MissingContentLength</Code>", await ReadUntilAsync(connection, "</Error>"), StringComparison.Ordinal);
        }
        using (RawConnection connection = await RawConnection.OpenAsync(endpoint))
        {
            await connection.SendHeadAsync(endpoint, HttpMethod.Put, Object, "content-length: 5368709121\r\n");
            Assert.Contains("<Code>EntityTooLarge</Code>", await ReadUntilAsync(connection, "</Error>"), StringComparison.Ordinal);
        }
        using var plain = new TcpClient();
        await plain.ConnectAsync("127.0.0.1", endpoint.Host.Port);
        await plain.GetStream().WriteAsync("GET /.phoenix/health HTTP/1.1\r\nhost: localhost\r\n\r\n"u8.ToArray());
        byte[] buffer = new byte[1024];
        int read;
        try
        {
            read = await plain.GetStream().ReadAsync(buffer);
        }
        catch (IOException)
        {
            read = 0;
        }
        Assert.DoesNotContain("HTTP/1.1", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
    }

    private static async Task<string> ReadUntilAsync(RawConnection connection, string end)
    {
        string text = "";
        while (!text.Contains(end, StringComparison.Ordinal))
        {
            string more = await connection.ReadAsync();
            text += more.Length > 0 ? more : throw new EndOfStreamException(text);
        }
        return text;
    }
}
