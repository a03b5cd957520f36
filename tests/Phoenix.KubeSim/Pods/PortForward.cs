using System.Buffers.Binary;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace Phoenix.KubeSim.Pods;

/// <summary>
/// Ports of a pod over one WebSocket, as published: each frame starts with its channel, two channels for a port (data and errors), each of which
/// begins with the port's number in two bytes.
/// </summary>
internal sealed class PortForward(WebSocket socket, int[] ports, Func<int, Func<CancellationToken, Task<Stream>>?> find) : IDisposable
{
    public const string Protocol = "v4.channel.k8s.io";

    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly int[] _ports = ports;
    private readonly Stream?[] _streams = new Stream?[ports.Length];

    /// <summary>Runs until one of both sides ends it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pumps = new List<Task>();
        try
        {
            for (int i = 0; i < _ports.Length; i++)
            {
                byte[] number = new byte[2];
                BinaryPrimitives.WriteUInt16LittleEndian(number, (ushort)_ports[i]);
                await SendAsync(2 * i, number, end.Token);
                await SendAsync((2 * i) + 1, number, end.Token);
                _streams[i] = await OpenAsync(i, end.Token);
                if (_streams[i] is { } stream)
                {
                    pumps.Add(FromPodAsync(i, stream, end));
                }
            }

            await FromClientAsync(end.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException or IOException)
        {
            // One of both sides has gone; that is how these connections end.
            await end.CancelAsync();
        }

        await end.CancelAsync();
        await Task.WhenAll(pumps);
    }

    public void Dispose()
    {
        foreach (Stream? stream in _streams)
        {
            stream?.Dispose();
        }

        _sending.Dispose();
        socket.Dispose();
    }

    private async Task<Stream?> OpenAsync(int index, CancellationToken cancellationToken)
    {
        string why = "connect: connection refused";
        if (find(_ports[index]) is { } open)
        {
            try
            {
                return await open(cancellationToken);
            }
            catch (Exception error) when (error is SocketException or IOException)
            {
                why = error.Message;
            }
        }

        string text = $"an error occurred forwarding {_ports[index]} -> {_ports[index]}: error forwarding port {_ports[index]} to pod, uid : failed to execute portforward in network namespace: failed to connect to localhost:{_ports[index]} inside namespace: dial tcp 127.0.0.1:{_ports[index]}: {why}";
        await SendAsync((2 * index) + 1, Encoding.UTF8.GetBytes(text), cancellationToken);
        return null;
    }

    private async Task FromPodAsync(int index, Stream stream, CancellationTokenSource end)
    {
        byte[] buffer = new byte[32 * 1024];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, end.Token)) > 0)
            {
                await SendAsync(2 * index, buffer.AsMemory(0, read), end.Token);
            }

            await _sending.WaitAsync(end.Token);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, end.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            // One of both sides has gone.
            await end.CancelAsync();
        }
    }

    private async Task FromClientAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[64 * 1024];
        int channel = -1;
        while (true)
        {
            ValueWebSocketReceiveResult got = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            if (got.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            ReadOnlyMemory<byte> data = buffer.AsMemory(0, got.Count);
            if (channel < 0 && data.Length > 0)
            {
                channel = data.Span[0];
                data = data[1..];
            }

            if (data.Length > 0 && channel % 2 == 0 && channel / 2 < _streams.Length && _streams[channel / 2] is { } stream)
            {
                await stream.WriteAsync(data, cancellationToken);
                await stream.FlushAsync(cancellationToken);
            }

            if (got.EndOfMessage)
            {
                channel = -1;
            }
        }
    }

    private async Task SendAsync(int channel, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        byte[] frame = new byte[data.Length + 1];
        frame[0] = (byte)channel;
        data.CopyTo(frame.AsMemory(1));
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Binary, true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }
}
