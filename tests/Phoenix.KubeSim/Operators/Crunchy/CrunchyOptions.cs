using Phoenix.Adapters.Processes;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>Where the double runs its servers, and how patient it is.</summary>
public sealed record CrunchyOptions
{
    /// <summary>Folder for volumes, logs and mounted configuration; it stands for the node's disks. Every account must be able to enter it.</summary>
    public required string Folder { get; init; }

    /// <summary>The node that its folder stands for: one of the cluster's.</summary>
    public string NodeName { get; init; } = "sim-1";

    /// <summary>Directory of PostgreSQL's programs; null for the newest that pgBackRest 2.45 knows.</summary>
    public string? BinDirectory { get; init; }

    /// <summary>The account of servers and tools; null for the present one.</summary>
    public Account? Account { get; init; } = Account.ForServers();

    /// <summary>Clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>First pause of a Job before its next Pod, doubled after each failure (Kubernetes: 10 s, at most 6 min).</summary>
    public TimeSpan JobBackoff { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often Patroni looks (its <c>loop_wait</c>; the operator's default is 10 s).</summary>
    public TimeSpan SyncPeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause before a failed pass is tried again, such as a stanza that could not be made (the operator: 10 s).</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a Pod has to stop (Kubernetes: 30 s).</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Quick pauses, so that tests do not wait for clocks.</summary>
    public CrunchyOptions Quick() => this with
    {
        JobBackoff = TimeSpan.FromMilliseconds(200), SyncPeriod = TimeSpan.FromMilliseconds(500), RetryPause = TimeSpan.FromMilliseconds(500),
    };
}
