using System.Net.WebSockets;
using System.Text;

namespace Phoenix.Kubernetes.Cluster.Forwarding;

/// <summary>
/// One forwarded connection. Each message begins with a channel: 0 is data, 1 what went wrong; the first message of each channel holds the port, two bytes, and is no data.
/// The protocol cannot close one direction only: whoever has sent everything must wait for the answer before disposing of it.
/// </summary>
internal sealed class PortStream(ClientWebSocket socket, string what) : Stream
{
    private const byte Data = 0;
    private const int PortBytes = 2;
    private const int LargestPiece = 32 << 10;

    private readonly byte[] _buffer = new byte[LargestPiece];
    private readonly byte[] _sent = new byte[LargestPiece + 1];
    private readonly SemaphoreSlim _writing = new(1);
    private readonly int[] _toSkip = [PortBytes, PortBytes];
    private readonly StringBuilder _error = new();
    private Memory<byte> _rest;
    private int _channel = -1;
    private bool _isEnded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_rest.IsEmpty && !_isEnded && !buffer.IsEmpty)
        {
            await ReceiveAsync(cancellationToken);
        }

        if (_rest.IsEmpty && _error.Length > 0)
        {
            throw new IOException($"{what}: {_error.ToString().Trim()}");
        }

        int count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            while (!buffer.IsEmpty)
            {
                int count = Math.Min(buffer.Length, LargestPiece);
                _sent[0] = Data;
                buffer[..count].CopyTo(_sent.AsMemory(1));
                await socket.SendAsync(_sent.AsMemory(0, count + 1), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
                buffer = buffer[count..];
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            throw new IOException($"{what}: the connection is closed", e);
        }
        finally
        {
            _writing.Release();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Flush()
    {
        // Each write is a message of its own.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // No closing handshake: the other end may be a pod that is gone.
            socket.Abort();
            socket.Dispose();
            _isEnded = true;
        }

        base.Dispose(disposing);
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        ValueWebSocketReceiveResult result;
        try
        {
            result = await socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            throw new IOException($"{what}: the connection broke off", e);
        }

        if (result.MessageType == WebSocketMessageType.Close)
        {
            _isEnded = true;
            return;
        }

        Memory<byte> piece = _buffer.AsMemory(0, result.Count);
        if (_channel < 0 && !piece.IsEmpty)
        {
            (_channel, piece) = (piece.Span[0], piece[1..]);
        }

        if (_channel is 0 or 1)
        {
            int skipped = Math.Min(_toSkip[_channel], piece.Length);
            _toSkip[_channel] -= skipped;
            piece = piece[skipped..];
            if (_channel == Data)
            {
                _rest = piece;
            }
            else
            {
                _error.Append(Encoding.UTF8.GetString(piece.Span));
            }
        }

        // What went wrong comes whole, and after it nothing more.
        _isEnded |= _channel == 1 && result.EndOfMessage && _error.Length > 0;
        _channel = result.EndOfMessage ? -1 : _channel;
    }
}
