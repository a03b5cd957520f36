namespace Phoenix.Kubernetes.Flux;

/// <summary>How one object stands, and why.</summary>
/// <param name="Key">The object.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Words">Why, as what follows its name: <c>is failing: BuildFailed: ...</c>.</param>
internal sealed record FluxJudgement(FluxKey Key, FluxStanding Standing, string Words)
{
    /// <summary>Whether nothing of it is waited for.</summary>
    internal bool IsDone => Standing is FluxStanding.Ready or FluxStanding.Held;

    /// <summary>Whether it is itself the cause, and not what waits for another.</summary>
    internal bool IsCause => !IsDone && Standing is not (FluxStanding.Blocked or FluxStanding.Asked or FluxStanding.Progressing);

    /// <summary>For messages.</summary>
    public override string ToString() => $"{Key} {Words}";
}
