namespace Phoenix.Ports;

/// <summary>
/// Where a layer's tools write to: <c>logs/&lt;layer&gt;.log</c>, redacted, and the last line for whoever watches. Never throws for a full disk or a
/// watcher's fault: a log is no record that anything is decided by.
/// </summary>
public interface ILayerLog
{
    /// <summary>Takes bytes as a tool printed them, in pieces of any size; lines of any length, with or without an end.</summary>
    void Write(ReadOnlySpan<byte> output);

    /// <summary>Says something of Phoenix's own, one line.</summary>
    void Say(string line);

    /// <summary>How far the layer is, where its tool tells: e.g. resources done and in all.</summary>
    void Progress(int done, int total);

    /// <summary>From now on these texts are replaced in what is written.</summary>
    void Redact(IEnumerable<string> secrets);
}
