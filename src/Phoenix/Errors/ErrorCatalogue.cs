using System.Collections.Frozen;

namespace Phoenix.Errors;

/// <summary>One table that drives exit codes, help and <c>docs/spec/errors.md</c>.</summary>
public static class ErrorCatalogue
{
    /// <summary>Every definition, in the order of the documentation.</summary>
    public static IReadOnlyList<ErrorDefinition> All { get; } =
    [
        new(ErrorCode.Usage, "usage", 2, "An option, value or combination of them is not usable."),
        new(ErrorCode.TargetImpossible, "target-impossible", 2, "A recovery target is malformed, or cannot be reached with what the repository holds."),
        new(ErrorCode.Configuration, "configuration", 2, "A configuration value is missing or wrong."),
        new(ErrorCode.StateNotWritable, "state-not-writable", 2, "The state directory cannot be written."),
        new(ErrorCode.ToolMissing, "tool-missing", 2, "A tool that Phoenix drives is not installed, or its version does not fit."),
        new(ErrorCode.PortTaken, "port-taken", 2, "A TCP port is taken by something else."),
        new(ErrorCode.NotFound, "not-found", 2, "A run or record that was asked for does not exist."),
        new(ErrorCode.RecordDamaged, "record-damaged", 2, "A file that Phoenix wrote earlier is damaged."),
        new(ErrorCode.Locked, "locked", 3, "Another Phoenix works on the same lab or stack.", Transient: true),
        new(ErrorCode.GateRefused, "gate-refused", 3, "The safe-to-burn gate did not pass; nothing was touched."),
        new(ErrorCode.NotConfirmed, "not-confirmed", 3, "Destruction was not asked for with all that it needs; nothing was touched."),
        new(ErrorCode.RebirthRefused, "rebirth-refused", 3, "A rebirth was held back because it is not what the witness knows; nothing was published."),
        new(ErrorCode.WrongCluster, "wrong-cluster", 3, "The Kubernetes cluster is not the one that the stack means; nothing was touched."),
        new(ErrorCode.ToolFailed, "tool-failed", 5, "A driven tool ended with an error."),
        new(ErrorCode.TimedOut, "timed-out", 5, "A bounded wait ended without its condition."),
        new(ErrorCode.RepositoryUnavailable, "repository-unavailable", 5, "The repository, or the S3 endpoint that holds it, cannot be used.", Transient: true),
        new(ErrorCode.RepositoryDenied, "repository-denied", 5, "The S3 endpoint refused the credentials."),
        new(ErrorCode.SecretUnavailable, "secret-unavailable", 5, "The place that holds a secret does not answer.", Transient: true),
        new(ErrorCode.SecretDenied, "secret-denied", 5, "The place that holds a secret refused Phoenix."),
        new(ErrorCode.ClusterUnavailable, "cluster-unavailable", 5, "The API server of a Kubernetes cluster cannot be used.", Transient: true),
        new(ErrorCode.ClusterDenied, "cluster-denied", 5, "A Kubernetes cluster refused Phoenix."),
        new(ErrorCode.DiskFull, "disk-full", 5, "No space is left where Phoenix or a tool must write."),
        new(ErrorCode.LayerFailed, "layer-failed", 5, "A layer's driver or gate failed."),
        new(ErrorCode.Interrupted, "interrupted", 130, "A person or the system ended the command.", Transient: true),
        new(ErrorCode.Unexpected, "unexpected", 5, "Something that Phoenix did not foresee; please report it."),
    ];

    private static readonly FrozenDictionary<ErrorCode, ErrorDefinition> ByCode = All.ToFrozenDictionary(d => d.Code);

    /// <summary>The definition of <paramref name="code"/>.</summary>
    public static ErrorDefinition Get(ErrorCode code) => ByCode[code];
}
