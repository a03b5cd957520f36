using Phoenix.KubeSim;

namespace Phoenix.Bench;

/// <summary>What one client asked an API server for.</summary>
/// <param name="All">All requests; changes of objects are left out, which the bench makes under Phoenix' name.</param>
/// <param name="Lists">LIST requests among them.</param>
/// <param name="Watches">WATCH requests among them.</param>
internal readonly record struct RequestCount(int All, int Lists, int Watches)
{
    /// <summary>Counts them.</summary>
    /// <param name="requests">The server's record.</param>
    /// <param name="agent">How the client's header User-Agent begins.</param>
    public static RequestCount Of(KubeRequests requests, string agent) =>
        new(requests.Count(null, agent) - requests.Count("patch", agent), requests.Count("list", agent), requests.Count("watch", agent));

    public static RequestCount operator -(RequestCount later, RequestCount earlier) => new(later.All - earlier.All, later.Lists - earlier.Lists, later.Watches - earlier.Watches);
}
