namespace Phoenix.Recovery;

/// <summary>Where a rebirth ends: <c>latest</c>, <c>immediate</c>, <c>time=...</c>, <c>lsn=...</c>, <c>xid=...</c> or <c>name=...</c>.</summary>
/// <param name="Kind">The kind of target.</param>
/// <param name="Value">The value in PostgreSQL's spelling; null for latest and immediate, and for a target that the drill sets itself.</param>
/// <param name="Inclusive">Whether the transaction or record at the target is kept.</param>
/// <param name="Timeline">The timeline to recover along; null for the newest one.</param>
public sealed record RecoveryTarget(RecoveryTargetKind Kind, string? Value = null, bool Inclusive = true, uint? Timeline = null)
{
    /// <summary>The end of the archived WAL on the newest timeline.</summary>
    public static RecoveryTarget Latest { get; } = new(RecoveryTargetKind.Latest);

    /// <summary>The backup's consistency point.</summary>
    public static RecoveryTarget Immediate { get; } = new(RecoveryTargetKind.Immediate);

    /// <summary>Whether the drill must put the target between sentinels B and C itself.</summary>
    public bool NeedsValue => Kind is RecoveryTargetKind.Time or RecoveryTargetKind.Lsn or RecoveryTargetKind.Xid or RecoveryTargetKind.Name && Value is null;

    /// <summary>The command line's spelling; the command line reads it back.</summary>
    public override string ToString()
    {
        string text = Kind switch
        {
            RecoveryTargetKind.Latest => "latest",
            RecoveryTargetKind.Immediate => "immediate",
            _ => Value is null ? Kind.ToString().ToLowerInvariant() : $"{Kind.ToString().ToLowerInvariant()}={Value}",
        };
        return text + (Inclusive ? "" : ",inclusive=false") + (Timeline is uint t ? $",timeline={t}" : "");
    }
}
