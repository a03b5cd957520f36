using System.Text.Json.Nodes;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Sim;

/// <summary>An open watch, read line by line.</summary>
public sealed class RawWatch(HttpResponseMessage answer, Stream stream) : IDisposable
{
    private readonly StreamReader _reader = new(stream);

    /// <summary>The next event; null when the stream ended.</summary>
    public async Task<JsonNode?> NextAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(10));
        string? line = await _reader.ReadLineAsync(patience.Token);
        return line is null ? null : JsonNode.Parse(line);
    }

    /// <summary>Type and name of the next event that is no bookmark.</summary>
    public async Task<string> NextNameAsync()
    {
        while (await NextAsync() is { } change)
        {
            if ((string?)change["type"] != "BOOKMARK")
            {
                return $"{change["type"]} {change["object"]!["metadata"]!["name"]}";
            }
        }

        return "end";
    }

    public void Dispose()
    {
        _reader.Dispose();
        answer.Dispose();
    }
}
