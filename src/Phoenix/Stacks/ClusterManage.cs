namespace Phoenix.Stacks;

/// <summary>Who writes the manifest of a database cluster.</summary>
public enum ClusterManage
{
    /// <summary>Git does: Phoenix reads, refuses what would make an empty database, waits, guards and proves.</summary>
    Observe,

    /// <summary>Phoenix suspends the owner, patches the object, and gives it back.</summary>
    Patch,
}
