namespace Phoenix.Errors;

/// <summary>What kind of fault an error is; decides the exit code. <see cref="ErrorCatalogue"/> holds one definition for each.</summary>
public enum ErrorCode
{
    /// <summary>An option, value or combination of them is not usable.</summary>
    Usage,

    /// <summary>A recovery target is malformed, or cannot be reached with what the repository holds.</summary>
    TargetImpossible,

    /// <summary>A configuration value (environment, file) is missing or wrong.</summary>
    Configuration,

    /// <summary>The state directory cannot be written.</summary>
    StateNotWritable,

    /// <summary>A tool that Phoenix drives is not installed, or its version does not fit.</summary>
    ToolMissing,

    /// <summary>A TCP port is taken by something else.</summary>
    PortTaken,

    /// <summary>Another Phoenix works on the same lab or stack.</summary>
    Locked,

    /// <summary>The safe-to-burn gate did not pass.</summary>
    GateRefused,

    /// <summary>Destruction was not asked for with all that it needs.</summary>
    NotConfirmed,

    /// <summary>A rebirth was held back because it is not what the witness knows.</summary>
    RebirthRefused,

    /// <summary>A driven tool ended with an error.</summary>
    ToolFailed,

    /// <summary>A bounded wait ended without its condition.</summary>
    TimedOut,

    /// <summary>The repository, or the S3 endpoint that holds it, cannot be used.</summary>
    RepositoryUnavailable,

    /// <summary>The S3 endpoint refused the credentials.</summary>
    RepositoryDenied,

    /// <summary>The place that holds a secret does not answer.</summary>
    SecretUnavailable,

    /// <summary>The place that holds a secret refuses Phoenix.</summary>
    SecretDenied,

    /// <summary>The API server of a Kubernetes cluster cannot be used.</summary>
    ClusterUnavailable,

    /// <summary>A Kubernetes cluster refuses Phoenix.</summary>
    ClusterDenied,

    /// <summary>A Kubernetes cluster is not the one that the stack means.</summary>
    WrongCluster,

    /// <summary>No space is left where Phoenix or a tool must write.</summary>
    DiskFull,

    /// <summary>A file that Phoenix wrote earlier is damaged.</summary>
    RecordDamaged,

    /// <summary>A run or record that was asked for does not exist.</summary>
    NotFound,

    /// <summary>A layer's driver or gate failed.</summary>
    LayerFailed,

    /// <summary>A person or the system ended the command.</summary>
    Interrupted,

    /// <summary>Something that Phoenix did not foresee.</summary>
    Unexpected,
}
