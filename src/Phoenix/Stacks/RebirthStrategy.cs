namespace Phoenix.Stacks;

/// <summary>How a database cluster's operator brings the database back from the repository.</summary>
public enum RebirthStrategy
{
    /// <summary>As a standby of the repository: replayed, compared, and opened only then. Nothing is published before the proof.</summary>
    Standby,

    /// <summary>By a restore that promotes by itself; guarded by an explicit recovery target, which fails when it is not reached.</summary>
    DataSource,
}
