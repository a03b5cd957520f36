namespace Phoenix.KubeSim;

/// <summary>How a simulated cluster is made.</summary>
public sealed record KubeSimOptions
{
    /// <summary>Port to listen on; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>Names of the nodes, all ready.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = ["sim-1"];

    /// <summary>How many changes are kept for watches; older versions are answered with 410.</summary>
    public int HistoryLimit { get; init; } = 20_000;

    /// <summary>How often a watch that allows bookmarks gets one.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a definition of custom resources takes until it is served, as in a real server, where it is not at once.</summary>
    public TimeSpan EstablishDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>For how long the server ends a watch that names no timeout.</summary>
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromMinutes(45);

    /// <summary>
    /// Whether what kube-controller-manager and kubelets do is done: namespaces are furnished and emptied, garbage is collected, deleted pods go. Without it the server is a kube-apiserver alone:
    /// all of that waits for somebody, and pods need a service account that somebody made.
    /// </summary>
    public bool HasControllers { get; init; } = true;

    /// <summary>The clock of objects, tokens and timers.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
