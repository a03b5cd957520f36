namespace Phoenix.Adapters.Processes;

/// <summary>Takes what a tool prints, as it is and up to a bound. For output that may hold secrets: it is neither captured, logged nor redacted.</summary>
/// <param name="longest">Bytes at most.</param>
/// <param name="tooLong">The error for more.</param>
internal sealed class BoundedOutput(int longest, Func<Exception> tooLong)
{
    private readonly MemoryStream _printed = new();

    /// <summary>Reads a stream to its end.</summary>
    internal async Task ReadAsync(Stream output, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = await output.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (_printed.Length + read > longest)
            {
                throw tooLong();
            }

            _printed.Write(buffer, 0, read);
        }
    }

    /// <summary>What was read.</summary>
    internal byte[] ToArray() => _printed.ToArray();
}
