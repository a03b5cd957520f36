using System.Collections.Concurrent;
using System.Text;
using Phoenix.Ports;

namespace Phoenix.Adapters.Tests.Layers;

/// <summary>Keeps what a driver said, as it was said: a secret in it was not held back by the driver.</summary>
public sealed class RecordingLayerLog : ILayerLog
{
    private readonly ConcurrentQueue<string> _written = new();

    public ConcurrentQueue<(int Done, int Total)> Progresses { get; } = new();

    public ConcurrentQueue<string> Redacted { get; } = new();

    public string Text => string.Join('\n', _written);

    public void Write(ReadOnlySpan<byte> output) => _written.Enqueue(Encoding.UTF8.GetString(output));

    public void Say(string line) => _written.Enqueue(line);

    public void Progress(int done, int total) => Progresses.Enqueue((done, total));

    public void Redact(IEnumerable<string> secrets)
    {
        foreach (string secret in secrets)
        {
            Redacted.Enqueue(secret);
        }
    }
}
