namespace Phoenix.Kubernetes.Cluster;

/// <summary>How long calls of an API server may take.</summary>
public sealed record ClusterBounds
{
    /// <summary>One attempt. An admission webhook alone may take 30 s of it.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A call with all its repetitions: an API server that restarts is away for about half a minute.</summary>
    public TimeSpan Call { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>First pause before a repetition; each further one is twice as long.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest pause, unless the server asks for a longer one.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A watch on which nothing came for so long, not even a bookmark (the server sends one each minute), is opened anew: a connection can be dead without a sign.</summary>
    public TimeSpan SilentWatch { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Objects of one page of a list.</summary>
    public int PageSize { get; init; } = 500;
}
