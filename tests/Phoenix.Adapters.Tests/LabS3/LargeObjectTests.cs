using System.Net;
using System.Security.Cryptography;
using Phoenix.Lab.S3.Signing;
using Xunit;

namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>Memory does not grow with the object.</summary>
public sealed class LargeObjectTests
{
    private const long Size = 300L << 20;
    private const string Target = "/" + LabEndpoint.Bucket + "/large";

    [Fact]
    public async Task A_large_object_streams_through_a_small_process()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        byte[] block = RandomNumberGenerator.GetBytes(1 << 20);
        long allocatedBefore = GC.GetTotalAllocatedBytes(precise: true), heldBefore = Environment.WorkingSet, peak = 0;
        HttpRequestMessage request = endpoint.Unsigned(HttpMethod.Put, Target);
        request.Content = new Blocks(block, () => peak = Math.Max(peak, Environment.WorkingSet));
        new RequestSigner(endpoint.Key, LabEndpoint.Region, TimeProvider.System).Sign(request, "UNSIGNED-PAYLOAD");
        using HttpResponseMessage stored = await Answers.DoneAsync(endpoint.SendRawAsync(request));
        using HttpResponseMessage got = await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Get, Target));
        using IncrementalHash md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        await using Stream stream = await got.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        byte[] buffer = new byte[1 << 20];
        long total = 0;
        for (int read; (read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0; total += read)
        {
            md5.AppendData(buffer, 0, read);
            peak = Math.Max(peak, Environment.WorkingSet);
        }
        Assert.Equal(Size, total);
        Assert.Equal($"\"{Convert.ToHexStringLower(md5.GetHashAndReset())}\"", stored.Headers.ETag!.Tag);
        Assert.True(peak - heldBefore < 100 << 20, $"working set grew by {(peak - heldBefore) >> 20} MB");
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        Assert.True(allocated < 100 << 20, $"{allocated >> 20} MB were allocated");
    }

    private sealed class Blocks(byte[] block, Action sent) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (long done = 0; done < Size; done += block.Length)
            {
                await stream.WriteAsync(block);
                sent();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Size;
            return true;
        }
    }
}
