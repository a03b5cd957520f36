namespace Phoenix.Recovery;

/// <summary>Where recovery ends, in PostgreSQL's and pgBackRest's words.</summary>
public enum RecoveryTargetKind
{
    /// <summary>The end of the archived WAL.</summary>
    Latest,

    /// <summary>The backup's consistency point; all WAL after it is left out.</summary>
    Immediate,

    /// <summary>The last commit up to a moment.</summary>
    Time,

    /// <summary>A position in the WAL.</summary>
    Lsn,

    /// <summary>A transaction.</summary>
    Xid,

    /// <summary>A named restore point.</summary>
    Name,
}
