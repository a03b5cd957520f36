using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Phoenix.KubeSim;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Sim;

/// <summary>A simulated cluster and a client that knows nothing but HTTP and JSON.</summary>
public sealed class RawApi : IAsyncLifetime
{
    private HttpClient? _client;
    private KubeSimServer? _server;

    public KubeSimServer Server => _server!;

    public HttpClient Client => _client!;

    public async ValueTask InitializeAsync()
    {
        _server = await KubeSimServer.StartAsync(new KubeSimOptions { BookmarkInterval = TimeSpan.FromMilliseconds(200) }, TestContext.Current.CancellationToken);
        _client = _server.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    public async Task<(int Code, JsonNode Body)> SendAsync(string method, string address, string? body = null, string media = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("raw", "1"));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, media);
        }

        using HttpResponseMessage answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text)! : JsonValue.Create(text)!);
    }

    public async Task<JsonNode> OkAsync(string method, string address, string? body = null, string media = "application/json")
    {
        (int code, JsonNode answer) = await SendAsync(method, address, body, media);
        Assert.True(code is >= 200 and < 300, $"{method} {address}: {code} {answer.ToJsonString()}");
        return answer;
    }

    /// <summary>A name that no other test of the class uses.</summary>
    public static string Unique(string prefix) => $"{prefix}-{Guid.NewGuid().ToString("N")[..8]}";

    public async Task<string> NamespaceAsync()
    {
        string name = Unique("ns");
        await OkAsync("POST", "/api/v1/namespaces", $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{name}}}"}}""");
        return name;
    }

    public Task<JsonNode> ConfigMapAsync(string space, string name, string value = "1", string metadata = "") =>
        OkAsync("POST", $"/api/v1/namespaces/{space}/configmaps", $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"{{{metadata}}}},"data":{"a":"{{{value}}}"}}""");

    public Task<JsonNode> ApplyAsync(string address, string owner, string body) => OkAsync("PATCH", $"{address}?fieldManager={owner}", body, "application/apply-patch+yaml");

    /// <summary>Opens a watch.</summary>
    public async Task<RawWatch> WatchAsync(string address)
    {
        HttpResponseMessage answer = await Client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)answer.StatusCode);
        return new RawWatch(answer, await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Asks until what comes back is as wanted, for at most ten seconds.</summary>
    public async Task<JsonNode> UntilAsync(string address, Func<int, JsonNode, bool> wanted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        while (true)
        {
            (int code, JsonNode body) = await SendAsync("GET", address);
            if (wanted(code, body))
            {
                return body;
            }

            Assert.False(patience.IsCancellationRequested, $"{address} stays {code} {body.ToJsonString()}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
