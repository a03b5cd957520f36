using System.Text.Json.Nodes;

namespace Phoenix.KubeSim.Operators.Crunchy.Node;

/// <summary>What a Pod's Patroni is told by the objects that the operator wrote for it.</summary>
internal sealed record InstancePlan
{
    /// <summary>The cluster's name.</summary>
    public required string Cluster { get; init; }

    /// <summary>Major version of PostgreSQL.</summary>
    public required int Version { get; init; }

    /// <summary>The port in the container; clients of this machine use another one.</summary>
    public required int ContainerPort { get; init; }

    /// <summary>The projections of the pgBackRest configuration, the user's.</summary>
    public required IReadOnlyList<JsonObject> Projections { get; init; }

    /// <summary>The generated pgBackRest configuration.</summary>
    public required string BackRest { get; init; }

    /// <summary>The repositories that are volumes.</summary>
    public required IReadOnlyList<string> RepositoryVolumes { get; init; }

    /// <summary>The server's settings, the mandatory ones among them.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>Number of the repository that a standby cluster replays; null for a cluster that is none.</summary>
    public required string? StandbyRepository { get; init; }

    /// <summary>Whether a restore made the data: Patroni then takes them up in place of initdb.</summary>
    public required bool Restored { get; init; }

    /// <summary>The identifier in Patroni's store; empty before the cluster was bootstrapped.</summary>
    public required string SystemIdentifier { get; init; }

    /// <summary>The servers' certificate.</summary>
    public required ServerCertificate Certificate { get; init; }
}
