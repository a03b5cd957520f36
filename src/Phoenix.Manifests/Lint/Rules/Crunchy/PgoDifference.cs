namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>Two values that should be one: what a restore uses and what backups use.</summary>
/// <param name="Source">What the restore uses.</param>
/// <param name="Backups">What backups use.</param>
/// <param name="Place">Where the restore's is written, or should be.</param>
/// <param name="Other">Where the backups' is written.</param>
internal sealed record PgoDifference(string Source, string Backups, LintPlace Place, LintPlace Other)
{
    /// <summary>Whether only backups set it: the restore lacks it.</summary>
    public bool IsMissing { get; init; }

    /// <summary>Whether both sides say it themselves.</summary>
    public bool IsExplicit { get; init; }

    /// <summary>Compares an option of the two repositories; null when they agree or nobody knows.</summary>
    /// <param name="origin">The repository of the restore.</param>
    /// <param name="backups">The repository of the backups.</param>
    /// <param name="option">The option's name without <c>repoN-</c>.</param>
    /// <param name="unset">What an option that is not set comes to.</param>
    /// <param name="same">Whether two values mean the same; null for the same text.</param>
    public static PgoDifference? Of(PgoRepository origin, PgoRepository backups, string option, Func<PgoRepository, string> unset, Func<string, string, bool>? same = null)
    {
        PgoSetting? left = origin.Setting(option), right = backups.Setting(option);
        if ((left is null && origin.Side.HidesMoreThan(backups.Side)) || (right is null && backups.Side.HidesMoreThan(origin.Side)))
        {
            return null;
        }

        (string a, string b) = (left?.Text ?? unset(origin), right?.Text ?? unset(backups));
        return Of(a, b, left?.Place ?? origin.Side.Near("global"), right?.Place ?? backups.Side.Near("global"), same) is PgoDifference found
            ? found with { IsMissing = left is null && right is not null, IsExplicit = left is not null && right is not null }
            : null;
    }

    /// <summary>Compares two values; null when they agree or nobody knows.</summary>
    public static PgoDifference? Of(string a, string b, LintPlace place, LintPlace other, Func<string, string, bool>? same = null) =>
        PgoSetting.IsUnknown(a) || PgoSetting.IsUnknown(b) || (same?.Invoke(a, b) ?? a == b) ? null : new PgoDifference(a, b, place, other);

    /// <summary>The pairs of repositories in a set that must be one.</summary>
    public static IEnumerable<(PgoRepository Origin, PgoRepository Backups)> Pairs(LintSet set) =>
        PgoCluster.In(set).Where(c => c is { Origin: not null, Counterpart: not null }).Select(c => (c.Origin!, c.Counterpart!));
}
