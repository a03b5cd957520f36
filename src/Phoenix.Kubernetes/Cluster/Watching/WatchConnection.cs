using System.Net.Sockets;
using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster.Http;

namespace Phoenix.Kubernetes.Cluster.Watching;

/// <summary>One open watch: one JSON object a line.</summary>
internal sealed class WatchConnection : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;
    private readonly TimeSpan _silence;
    private readonly CancellationTokenSource _silent;

    private WatchConnection(HttpResponseMessage response, Stream stream, TimeSpan silence, TimeProvider time)
    {
        (_response, _silence) = (response, silence);
        _lines = new StreamReader(stream);
        _silent = new CancellationTokenSource(silence, time);
    }

    /// <summary>Whether anything came.</summary>
    public bool IsFruitful { get; private set; }

    /// <summary>Begins to read.</summary>
    public static async Task<WatchConnection?> StartAsync(HttpResponseMessage response, TimeSpan silence, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return new WatchConnection(response, await response.Content.ReadAsStreamAsync(cancellationToken), silence, time);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            // Cut off before it began.
            response.Dispose();
            return null;
        }
    }

    /// <summary>The next event; null when the watch ended, was cut or went silent.</summary>
    public async Task<JsonObject?> NextAsync(CancellationToken cancellationToken)
    {
        _silent.CancelAfter(_silence);
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _silent.Token);
        try
        {
            string? line = await _lines.ReadLineAsync(bound.Token);
            // A line that was cut in its middle is no JSON.
            JsonObject? read = line is null ? null : ApiJson.ParseEvent(line);
            IsFruitful |= read is not null;
            return read;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _response.Dispose();
        _silent.Dispose();
        return ValueTask.CompletedTask;
    }
}
