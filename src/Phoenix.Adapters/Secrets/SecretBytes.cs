namespace Phoenix.Adapters.Secrets;

/// <summary>Reads what may be a secret, in bounded memory.</summary>
internal static class SecretBytes
{
    /// <summary>The stream to its end, but no more than one byte above the largest secret, so that too long is seen.</summary>
    internal static byte[] Read(Stream stream)
    {
        byte[] buffer = new byte[SecretRequest.Largest + 1];
        int length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return buffer[..length];
    }

    /// <summary>The same, and then reads on to the end, so that the writer does not block.</summary>
    internal static async Task<byte[]> ReadAllAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[SecretRequest.Largest + 1];
        int length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        await stream.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        return buffer[..length];
    }
}
