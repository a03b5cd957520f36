namespace Phoenix.Ports;

/// <summary>
/// Where a layer's tools write to: <c>logs/&lt;layer&gt;.log</c>, redacted, and the last line for whoever watches. Never throws for a full disk or a
/// watcher's fault: a log is no record that anything is decided by.
/// </summary>
public interface ILayerLog
{
    /// <summary>Takes bytes as a tool printed them, in pieces of any size; lines of any length, with or without an end.</summary>
    void Write(ReadOnlySpan<byte> output);

    /// <summary>
    /// Opens one stream of one tool: lines of streams that are written at the same time stay whole, so a secret that comes in pieces is found. A log
    /// that does not tell streams apart needs no own implementation.
    /// </summary>
    ILayerLogStream Open() => new Undivided(this);

    /// <summary>Says something of Phoenix's own, one line.</summary>
    void Say(string line);

    /// <summary>How far the layer is, where its tool tells: e.g. resources done and in all.</summary>
    void Progress(int done, int total);

    /// <summary>From now on these texts are replaced in what is written.</summary>
    void Redact(IEnumerable<string> secrets);

    private sealed class Undivided(ILayerLog log) : ILayerLogStream
    {
        public void Write(ReadOnlySpan<byte> output) => log.Write(output);

        public void Dispose()
        {
        }
    }
}
