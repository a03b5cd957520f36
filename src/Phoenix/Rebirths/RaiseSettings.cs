using Phoenix.Recovery;

namespace Phoenix.Rebirths;

/// <summary>How a stack is raised.</summary>
public sealed record RaiseSettings
{
    /// <summary>Where a restore ends.</summary>
    public RecoveryTarget Target { get; init; } = RecoveryTarget.Latest;

    /// <summary>A new, empty database is asked for.</summary>
    public bool Initialize { get; init; }

    /// <summary>A restore that no witness knows anything of may be published.</summary>
    public bool AcceptUnwitnessed { get; init; }

    /// <summary>The person states that the stack which the repository belonged to is dead.</summary>
    public bool Fenced { get; init; }

    /// <summary>Layers whose probe says that they are there are not raised again; their gates are awaited.</summary>
    public bool KeepWhatExists { get; init; }

    /// <summary>The first layer to be raised; it and all that need it are. Null for no such choice.</summary>
    public string? From { get; init; }

    /// <summary>The only layers to be raised; empty for no such choice.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Whether an earlier process of the same run began to publish the database, so that one which is open was never compared as it stands.</summary>
    public bool PublishedBefore { get; init; }

    /// <summary>Layers that an earlier process of the same run raised.</summary>
    public IReadOnlySet<string> RaisedBefore { get; init; } = new HashSet<string>();
}
