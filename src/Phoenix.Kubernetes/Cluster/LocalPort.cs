using System.Net;
using System.Net.Sockets;

namespace Phoenix.Kubernetes.Cluster;

/// <summary>
/// A port of this machine (loopback only) that leads to a port of a pod, through the API server. The pod is chosen anew for each connection, so a failover is followed. Whoever may run
/// programs here may connect to it: what listens in the pod must ask who comes.
/// </summary>
public sealed class LocalPort : IAsyncDisposable
{
    private readonly IClusterApi _api;
    private readonly string _namespace;
    private readonly Func<CancellationToken, Task<string>> _pod;
    private readonly int _port;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _open = [];
    private readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    /// <param name="api">The cluster.</param>
    /// <param name="namespace">The pod's namespace.</param>
    /// <param name="pod">Names the pod, once for each connection.</param>
    /// <param name="port">The pod's port.</param>
    public LocalPort(IClusterApi api, string @namespace, Func<CancellationToken, Task<string>> pod, int port)
    {
        (_api, _namespace, _pod, _port) = (api, @namespace, pod, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Why the last connection could not be made or broke off; null when none did. A client sees only that its connection ended.</summary>
    public string? LastFault { get; private set; }

    /// <summary>Closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        Task[] open;
        lock (_gate)
        {
            open = [.. _open];
        }

        await Task.WhenAll(open);
        _end.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync(_end.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                LastFault = _end.IsCancellationRequested ? LastFault : e.Message;
                return;
            }

            Task served = ServeAsync(client);
            lock (_gate)
            {
                _open.Add(served);
            }

            _ = served.ContinueWith(Forget, TaskScheduler.Default);
        }
    }

    private void Forget(Task served)
    {
        lock (_gate)
        {
            _open.Remove(served);
        }
    }

    // Whatever goes wrong with one connection ends that one; its reason is told by LastFault.
    private async Task ServeAsync(Socket client)
    {
        using CancellationTokenSource one = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        try
        {
            await using NetworkStream near = new(client, ownsSocket: true);
            await using Stream far = await _api.OpenPortAsync(_namespace, await _pod(one.Token), _port, one.Token);
            Task there = near.CopyToAsync(far, one.Token);
            Task back = far.CopyToAsync(near, one.Token);
            Task first = await Task.WhenAny(there, back);
            if (first == there && there.IsCompletedSuccessfully)
            {
                // The client has said everything; the answer may still be on its way, but cannot be waited for without a bound.
                await Task.WhenAny(back, Task.Delay(TimeSpan.FromSeconds(1), one.Token));
            }

            await one.CancelAsync();
            await Task.WhenAll(there, back);
        }
        catch (Exception e)
        {
            LastFault = e is OperationCanceledException ? LastFault : e.Message;
        }
    }
}
