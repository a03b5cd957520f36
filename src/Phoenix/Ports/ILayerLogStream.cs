namespace Phoenix.Ports;

/// <summary>One stream of one tool on its way into a layer's log. Disposing of it ends its last line. Never throws, like the log.</summary>
public interface ILayerLogStream : IDisposable
{
    /// <summary>Takes bytes as the tool printed them, in pieces of any size.</summary>
    void Write(ReadOnlySpan<byte> output);
}
