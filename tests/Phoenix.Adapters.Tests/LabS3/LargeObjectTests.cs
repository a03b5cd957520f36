using System.Net;
using System.Security.Cryptography;
using Phoenix.Lab.S3.Signing;
using Xunit;

namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>Memory does not grow with the object.</summary>
[Collection(AloneCollection.Name)]
public sealed class LargeObjectTests
{
    private const long Size = 300L << 20;
    private const string Target = "/" + LabEndpoint.Bucket + "/large";

    [Fact]
    public async Task A_large_object_streams_through_a_small_process()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        byte[] block = RandomNumberGenerator.GetBytes(1 << 20);
        long allocatedBefore = GC.GetTotalAllocatedBytes(precise: true), heldBefore = Resident(), peak = 0;
        HttpRequestMessage request = endpoint.Unsigned(HttpMethod.Put, Target);
        request.Content = new Blocks(block, () => peak = Math.Max(peak, Resident()));
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
            peak = (total >> 20) != ((total + read) >> 20) ? Math.Max(peak, Resident()) : peak;
        }
        Assert.Equal(Size, total);
        Assert.Equal($"\"{Convert.ToHexStringLower(md5.GetHashAndReset())}\"", stored.Headers.ETag!.Tag);
        Assert.True(peak - heldBefore < 160 << 20, $"working set grew by {(peak - heldBefore) >> 20} MB");
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        Assert.True(allocated < 160 << 20, $"{allocated >> 20} MB were allocated");
    }

    /// <summary>Resident bytes. Environment.WorkingSet looks at every thread and allocates more than the endpoint does.</summary>
    private static long Resident() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize;

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
