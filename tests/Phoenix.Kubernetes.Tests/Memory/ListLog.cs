using System.Text;
using Phoenix.Ports;

namespace Phoenix.Kubernetes.Tests.Memory;

/// <summary>A layer's log that keeps its lines.</summary>
internal sealed class ListLog : ILayerLog
{
    private readonly List<string> _lines = [];

    /// <summary>What was said so far.</summary>
    internal IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>What may not be printed.</summary>
    internal HashSet<string> Redacted { get; } = [];

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> output) => Say(Encoding.UTF8.GetString(output));

    /// <inheritdoc/>
    public void Say(string line)
    {
        lock (_lines)
        {
            _lines.Add(line);
        }
    }

    /// <inheritdoc/>
    public void Progress(int done, int total)
    {
    }

    /// <inheritdoc/>
    public void Redact(IEnumerable<string> secrets) => Redacted.UnionWith(secrets);
}
