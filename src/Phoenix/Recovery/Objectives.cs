namespace Phoenix.Recovery;

/// <summary>What the owner of the data asks of a rebirth.</summary>
/// <param name="Rto">Longest time from wipe start to the first verified read and write; null when none was set.</param>
/// <param name="Rpo">How much acknowledged work may be lost.</param>
public sealed record Objectives(TimeSpan? Rto, Rpo Rpo)
{
    /// <summary>No RTO; loss is reported.</summary>
    public static Objectives None { get; } = new(null, new Rpo.Report());
}
