namespace Phoenix.Stacks;

/// <summary>Who writes the manifest of a database cluster.</summary>
public enum ClusterManage
{
    /// <summary>Somebody else does (Git): Phoenix refuses what would make an empty database, waits, compares, and asks for the standby to be opened.</summary>
    Observe,

    /// <summary>Phoenix opens the standby, and makes the object where it has the manifest.</summary>
    Patch,
}
