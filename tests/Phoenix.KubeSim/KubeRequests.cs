using System.Collections.Concurrent;

namespace Phoenix.KubeSim;

/// <summary>What a simulated cluster was asked.</summary>
public sealed class KubeRequests
{
    private readonly ConcurrentQueue<(string Verb, string Line)> _lines = new();

    /// <summary>Method and address of each request, in order.</summary>
    public IReadOnlyList<string> Lines => [.. _lines.Select(entry => entry.Line)];

    /// <summary>How many requests of a verb there were, such as <c>list</c> or <c>watch</c> (see <see cref="Faults.KubeFault.Verb"/>).</summary>
    public int Count(string verb) => _lines.Count(entry => entry.Verb == verb);

    /// <summary>Forgets them.</summary>
    public void Clear() => _lines.Clear();

    internal void Note(string verb, string line) => _lines.Enqueue((verb, line));
}
