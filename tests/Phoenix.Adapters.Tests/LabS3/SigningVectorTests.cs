using Phoenix.Lab.S3.Signing;
using Xunit;

namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>The worked examples of the Signature V4 reference: neither side of ours made them.</summary>
public sealed class SigningVectorTests
{
    private static readonly SigningKey Key = new(
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero), "us-east-1");

    [Fact]
    public void Get_with_a_range()
    {
        string hash = CanonicalRequest.Hash(
            "GET", RequestTarget.Parse("/test.txt"),
            Headers(("host", "examplebucket.s3.amazonaws.com"), ("range", "bytes=0-9"), ("x-amz-content-sha256", SigningKey.EmptyHash), ("x-amz-date", "20130524T000000Z")),
            SigningKey.EmptyHash);
        Assert.Equal("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41", Key.SignRequest(hash));
    }

    [Fact]
    public void List_with_a_query()
    {
        string hash = CanonicalRequest.Hash(
            "GET", RequestTarget.Parse("/?max-keys=2&prefix=J"),
            Headers(("host", "examplebucket.s3.amazonaws.com"), ("x-amz-content-sha256", SigningKey.EmptyHash), ("x-amz-date", "20130524T000000Z")),
            SigningKey.EmptyHash);
        Assert.Equal("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7", Key.SignRequest(hash));
    }

    [Fact]
    public void Chunks_of_a_streamed_upload()
    {
        string chunk = Key.SignChunk("4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9", Sha256(65536));
        Assert.Equal("ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648", chunk);
        chunk = Key.SignChunk(chunk, Sha256(1024));
        Assert.Equal("0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497", chunk);
        Assert.Equal("b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9", Key.SignChunk(chunk, Sha256(0)));
    }

    private static string Sha256(int length)
    {
        byte[] data = new byte[length];
        Array.Fill(data, (byte)'a');
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(data));
    }

    private static IEnumerable<KeyValuePair<string, string>> Headers(params (string, string)[] headers) =>
        headers.Select(header => new KeyValuePair<string, string>(header.Item1, header.Item2));
}
