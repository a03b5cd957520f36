using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Phoenix.KubeSim.Pods;

/// <summary>What stands behind the pods: an operator's double says where their logs and ports are. The pods themselves are ordinary objects of the API.</summary>
public sealed class PodBackends
{
    private readonly ConcurrentDictionary<(string Namespace, string Pod, string Container), ILogSource> _logs = new();
    private readonly ConcurrentDictionary<(string Namespace, string Pod, int Port), Func<CancellationToken, Task<Stream>>> _ports = new();

    private readonly ConcurrentQueue<IPodBackend> _backends = new();

    /// <summary>Adds a double that is asked for what was not set here.</summary>
    public void Add(IPodBackend backend) => _backends.Enqueue(backend);

    /// <summary>Sets where a container's log is read.</summary>
    public void SetLog(string @namespace, string pod, string container, ILogSource source) => _logs[(@namespace, pod, container)] = source;

    /// <summary>A container's log in memory, made when it is first asked for.</summary>
    public PodLog Log(string @namespace, string pod, string container) =>
        _logs.GetOrAdd((@namespace, pod, container), _ => new PodLog()) as PodLog ?? throw new InvalidOperationException($"the log of {@namespace}/{pod}/{container} is not in memory");

    /// <summary>Sets where a port of a pod leads.</summary>
    public void MapPort(string @namespace, string pod, int port, Func<CancellationToken, Task<Stream>> open) => _ports[(@namespace, pod, port)] = open;

    /// <summary>Sets where a port of a pod leads.</summary>
    public void MapPort(string @namespace, string pod, int port, IPEndPoint endpoint) => MapPort(@namespace, pod, port, cancellationToken => ConnectAsync(endpoint, cancellationToken));

    /// <summary>The pod has gone: nothing stands behind it any more.</summary>
    public void Remove(string @namespace, string pod)
    {
        foreach (var key in _logs.Keys.Where(key => key.Namespace == @namespace && key.Pod == pod))
        {
            _logs.TryRemove(key, out _);
        }

        foreach (var key in _ports.Keys.Where(key => key.Namespace == @namespace && key.Pod == pod))
        {
            _ports.TryRemove(key, out _);
        }
    }

    internal ILogSource? FindLog(string space, string pod, string container) => _logs.GetValueOrDefault((space, pod, container))
        ?? (_backends.Select(backend => backend.ReadLog(space, pod, container)).FirstOrDefault(text => text is not null) is { } found ? new TextLog(found) : null);

    internal Func<CancellationToken, Task<Stream>>? FindPort(string space, string pod, int port) => _ports.GetValueOrDefault((space, pod, port))
        ?? (_backends.Select(backend => backend.FindLocalPort(space, pod, port)).FirstOrDefault(local => local is not null) is { } known
            ? cancellationToken => ConnectAsync(new IPEndPoint(IPAddress.Loopback, known), cancellationToken) : null);

    private static async Task<Stream> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
