using System.Text.Json.Nodes;
using Phoenix.KubeSim.Faults;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Sim;

/// <summary>The faults that can be planted.</summary>
public sealed class SimFaultTests(RawApi api) : IClassFixture<RawApi>, IDisposable
{
    public void Dispose() => api.Server.Faults.Clear();

    [Fact]
    public async Task A_server_that_is_away_answers_nobody_and_comes_back_as_it_was()
    {
        using RawWatch watch = await api.WatchAsync("/api/v1/nodes?watch=1&resourceVersion=0");
        Assert.Equal("ADDED sim-1", await watch.NextNameAsync());
        api.Server.Faults.GoAway();
        await Assert.ThrowsAnyAsync<IOException>(watch.NextNameAsync);
        await Assert.ThrowsAsync<HttpRequestException>(() => api.SendAsync("GET", "/api/v1/nodes"));
        api.Server.Faults.ComeBack();
        await api.OkAsync("GET", "/api/v1/nodes/sim-1");
    }

    [Fact]
    public async Task A_storm_of_429_says_when_to_come_again_and_ends()
    {
        api.Server.Faults.TooManyRequests(times: 1, retryAfterSeconds: 3);
        using HttpResponseMessage refused = await api.Client.GetAsync("/api/v1/nodes", TestContext.Current.CancellationToken);
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(3), refused.Headers.RetryAfter!.Delta);
        await api.OkAsync("GET", "/api/v1/nodes");
    }

    [Fact]
    public async Task A_rule_meets_only_what_it_names()
    {
        string space = await api.NamespaceAsync();
        api.Server.Faults.Conflict("apply", times: null, resource: "configmaps");
        (int code, JsonNode status) = await api.SendAsync("PATCH", $"/api/v1/namespaces/{space}/configmaps/a?fieldManager=x", """{"apiVersion":"v1","kind":"ConfigMap"}""", "application/apply-patch+yaml");
        Assert.Equal(409, code);
        Assert.Equal("Conflict", (string?)status["reason"]);
        await api.ConfigMapAsync(space, "b");

        api.Server.Faults.Forbid("list", "secrets");
        (code, status) = await api.SendAsync("GET", $"/api/v1/namespaces/{space}/secrets");
        Assert.Equal(403, code);
        Assert.Equal($"secrets is forbidden: User \"admin\" cannot list resource \"secrets\" in API group \"\" in the namespace \"{space}\"", (string?)status["message"]);
    }

    [Fact]
    public async Task An_answer_can_be_lost_after_the_deed()
    {
        string space = await api.NamespaceAsync();
        api.Server.Faults.Plant(new KubeFault { Verb = "create", Resource = "configmaps", Times = 1, Effect = KubeFaultEffect.DropAnswer });
        await Assert.ThrowsAsync<HttpRequestException>(() => api.ConfigMapAsync(space, "done"));
        await api.OkAsync("GET", $"/api/v1/namespaces/{space}/configmaps/done");
    }

    [Fact]
    public async Task Watches_can_be_cut_again_and_again()
    {
        api.Server.Faults.CutWatchesAfter(TimeSpan.FromMilliseconds(100));
        for (int i = 0; i < 2; i++)
        {
            using RawWatch watch = await api.WatchAsync("/api/v1/namespaces/kube-public/secrets?watch=1");
            await Assert.ThrowsAnyAsync<IOException>(watch.NextAsync);
        }
    }

    [Fact]
    public async Task A_token_ends_with_its_lifetime()
    {
        using HttpClient brief = api.Server.CreateClient(api.Server.IssueToken("brief", TimeSpan.Zero));
        Assert.Equal(401, (int)(await brief.GetAsync("/api/v1/nodes", TestContext.Current.CancellationToken)).StatusCode);
    }
}
