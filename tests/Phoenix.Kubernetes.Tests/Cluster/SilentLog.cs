using Phoenix.Ports;

namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>A layer's log that keeps what was said.</summary>
internal sealed class SilentLog : ILayerLog
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];

    /// <summary>What was said and written, in order.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    public void Write(ReadOnlySpan<byte> output) => Say(System.Text.Encoding.UTF8.GetString(output));

    public void Say(string line)
    {
        lock (_gate)
        {
            _lines.Add(line);
        }
    }

    public void Progress(int done, int total)
    {
    }

    public void Redact(IEnumerable<string> secrets)
    {
    }
}
