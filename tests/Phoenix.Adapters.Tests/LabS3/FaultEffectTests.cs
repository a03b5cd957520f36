using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Phoenix.Lab.S3;
using Xunit;

namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>What the endpoint's settings do to a request, seen from outside.</summary>
public sealed class FaultEffectTests
{
    private const string Target = "/" + LabEndpoint.Bucket + "/object";
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(200_000);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_delayed_request_is_served_late()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        await endpoint.Admin.SetFaultsAsync([new FaultRule { Id = "late", Effect = FaultEffect.Delay, Delay = TimeSpan.FromMilliseconds(300) }], Token);
        long start = Stopwatch.GetTimestamp();
        await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Put, Target, Content));
        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task A_lost_answer_hides_that_the_object_was_stored()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        await endpoint.Admin.SetFaultsAsync([new FaultRule { Id = "lost", Effect = FaultEffect.LoseAnswer, Method = "PUT" }], Token);
        await Assert.ThrowsAsync<HttpRequestException>(() => endpoint.SendAsync(HttpMethod.Put, Target, Content));
        Assert.Equal(Content, await BodyAsync(endpoint));
    }

    [Fact]
    public async Task A_download_is_reset_in_the_middle_of_its_body()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Put, Target, Content));
        await endpoint.Admin.SetFaultsAsync([new FaultRule { Id = "reset", Effect = FaultEffect.ResetBody, Count = 1 }], Token);
        using HttpResponseMessage answer = await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Get, Target));
        byte[] received = new byte[Content.Length];
        int length = 0;
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            await using Stream body = await answer.Content.ReadAsStreamAsync(Token);
            while (await body.ReadAsync(received.AsMemory(length), Token) is int read and > 0)
            {
                length += read;
            }
        });
        Assert.InRange(length, 0, Content.Length / 2);
        Assert.Equal(Content, await BodyAsync(endpoint));
    }

    [Fact]
    public async Task An_upload_that_is_reset_in_its_body_stores_nothing()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        await endpoint.Admin.SetFaultsAsync([new FaultRule { Id = "reset", Effect = FaultEffect.ResetBody, Method = "PUT" }], Token);
        await Assert.ThrowsAsync<HttpRequestException>(() => endpoint.SendAsync(HttpMethod.Put, Target, Content));
        await Answers.RefusedAsync(endpoint.SendAsync(HttpMethod.Get, Target), HttpStatusCode.NotFound, "NoSuchKey");
    }

    [Fact]
    public async Task A_share_hits_some_and_the_same_ones_again()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        List<bool[]> runs = [];
        for (int run = 0; run < 2; run++)
        {
            await endpoint.Admin.SetFaultsAsync([new FaultRule { Id = "some", Status = 503, Code = "SlowDown", Message = "planted", Share = 0.3 }], Token);
            bool[] hits = new bool[60];
            for (int i = 0; i < hits.Length; i++)
            {
                using HttpResponseMessage answer = await endpoint.SendAsync(HttpMethod.Head, Target);
                hits[i] = answer.StatusCode == HttpStatusCode.ServiceUnavailable;
            }

            Assert.InRange(hits.Count(h => h), 1, 59);
            runs.Add(hits);
        }

        Assert.Equal(runs[0], runs[1]);
    }

    private static async Task<byte[]> BodyAsync(LabEndpoint endpoint)
    {
        using HttpResponseMessage answer = await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Get, Target));
        return await answer.Content.ReadAsByteArrayAsync(Token);
    }
}
