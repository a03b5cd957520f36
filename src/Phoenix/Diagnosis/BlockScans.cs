namespace Phoenix.Diagnosis;

/// <summary>Reads the blocks of an input, several at once where there are several processors, and adds up what they hold in their order. Memory does not grow with the input.</summary>
/// <param name="reading">Takes what was found.</param>
/// <param name="matcher">Knows the failures.</param>
internal sealed class BlockScans(SourceReading reading, FailureMatcher matcher)
{
    private const int Most = 8;

    // One more than can be read at once: it waits for the first processor that is free.
    private static readonly int Scanners = Math.Min(Environment.ProcessorCount, Most) + 1;

    private readonly Queue<Task<LineScanner>> _running = new();
    private readonly Stack<LineScanner> _idle = new();

    /// <summary>Reads them all.</summary>
    /// <exception cref="IOException">The input cannot be read.</exception>
    internal async Task ReadAsync(LineBlocks blocks, CancellationToken cancellationToken)
    {
        try
        {
            while (!blocks.IsAtEnd)
            {
                LineScanner scanner = await IdleAsync();
                if (await blocks.ReadAsync(scanner.Block, cancellationToken))
                {
                    _running.Enqueue(blocks.IsAtEnd && _running.Count == 0 ? Task.FromResult(Scan(scanner)) : Task.Run(() => Scan(scanner), CancellationToken.None));
                }
            }

            while (_running.Count > 0)
            {
                await AddOldestAsync();
            }
        }
        finally
        {
            await Task.WhenAll(_running);
        }
    }

    private async ValueTask<LineScanner> IdleAsync()
    {
        if (_running.Count == Scanners || (_running.TryPeek(out Task<LineScanner>? oldest) && oldest.IsCompleted))
        {
            await AddOldestAsync();
        }

        return _idle.TryPop(out LineScanner? idle) ? idle : new LineScanner(matcher, isErrors: false);
    }

    private async ValueTask AddOldestAsync()
    {
        LineScanner scanner = await _running.Dequeue();
        reading.Add(scanner.Findings);
        _idle.Push(scanner);
    }

    private static LineScanner Scan(LineScanner scanner)
    {
        scanner.Scan();
        return scanner;
    }
}
