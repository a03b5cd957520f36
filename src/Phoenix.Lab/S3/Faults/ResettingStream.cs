namespace Phoenix.Lab.S3.Faults;

/// <summary>A request's or response's body that lets some bytes through and then resets the connection.</summary>
/// <param name="body">The body itself; it stays the server's.</param>
/// <param name="bytes">How many bytes pass; asked when the first ones do, because a response knows its length only then.</param>
/// <param name="reset">Resets the connection.</param>
internal sealed class ResettingStream(Stream body, Func<long> bytes, Action reset) : Stream
{
    private long _left = -1;

    /// <inheritdoc/>
    public override bool CanRead => body.CanRead;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => body.CanWrite;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await body.ReadAsync(buffer, cancellationToken);
        if (Passing(read) < read)
        {
            throw Reset();
        }
        return read;
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int passing = Passing(buffer.Length);
        await body.WriteAsync(buffer[..passing], cancellationToken);
        if (passing < buffer.Length)
        {
            await body.FlushAsync(cancellationToken);
            throw Reset();
        }
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => body.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private int Passing(int count)
    {
        _left = _left < 0 ? bytes() : _left;
        int passing = (int)Math.Min(_left, count);
        _left -= passing;
        return passing;
    }

    private OperationCanceledException Reset()
    {
        reset();
        return new OperationCanceledException("a fault rule resets the connection here");
    }
}
