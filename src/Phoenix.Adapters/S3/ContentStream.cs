using Amazon.S3.Model;
using Phoenix.Errors;

namespace Phoenix.Adapters.S3;

/// <summary>An object's content: reading is bounded, a broken connection is a Phoenix error, and a short body is never taken for a whole one.</summary>
internal sealed class ContentStream(GetObjectResponse response, S3Settings settings, TimeSpan silence, TimeProvider time) : Stream
{
    private readonly Stream _body = response.ResponseStream;
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => response.ContentLength;

    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource timeout = new(silence, time);
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        int count;
        try
        {
            count = await _body.ReadAsync(buffer, bound.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw S3Faults.Silence(settings, silence, e);
        }
        catch (Exception e) when (S3Faults.Translate(e, settings) is PhoenixException translated)
        {
            throw translated;
        }

        _read += count;
        return count > 0 || buffer.Length == 0 || _read >= response.ContentLength
            ? count
            : throw new PhoenixException(ErrorCode.RepositoryUnavailable, $"'{response.Key}' ended after {_read} of {response.ContentLength} bytes", "The connection broke: run the command again.");
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            response.Dispose();
        }

        base.Dispose(disposing);
    }
}
