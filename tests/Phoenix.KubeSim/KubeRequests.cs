using System.Collections.Concurrent;

namespace Phoenix.KubeSim;

/// <summary>What a simulated cluster was asked.</summary>
public sealed class KubeRequests
{
    private readonly ConcurrentQueue<(string Verb, string Line, string Agent)> _lines = new();

    /// <summary>Method and address of each request, in order.</summary>
    public IReadOnlyList<string> Lines => [.. _lines.Select(entry => entry.Line)];

    /// <summary>How many requests of a verb there were, such as <c>list</c> or <c>watch</c> (see <see cref="Faults.KubeFault.Verb"/>).</summary>
    public int Count(string verb) => _lines.Count(entry => entry.Verb == verb);

    /// <summary>How many requests of a verb there were by one client.</summary>
    /// <param name="verb">As above; null for all.</param>
    /// <param name="agent">How the client's header User-Agent begins.</param>
    public int Count(string? verb, string agent) => _lines.Count(entry => (verb is null || entry.Verb == verb) && entry.Agent.StartsWith(agent, StringComparison.Ordinal));

    /// <summary>Forgets them.</summary>
    public void Clear() => _lines.Clear();

    internal void Note(string verb, string line, string agent) => _lines.Enqueue((verb, line, agent));
}
