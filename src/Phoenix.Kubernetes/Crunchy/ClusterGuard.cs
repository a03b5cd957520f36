using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>
/// Watches over a PostgresCluster while Phoenix waits for it: one that somebody makes in its place, or opens before it was compared, is held down the moment it is seen. Left alone it makes
/// a new, empty database within seconds, which takes the repository over by <c>stanza-upgrade</c>, and whose first backup expires the others where retention is short.
/// </summary>
/// <param name="site">The layer.</param>
internal sealed class ClusterGuard(CrunchySite site)
{
    /// <summary>How long, once the object is gone, one that is made in its place is waited for.</summary>
    internal TimeSpan Newcomer { get; init; } = TimeSpan.FromMinutes(1);

    private string What => $"{PgoNames.Kind} {site.Name}";

    /// <summary>Does some work that the object is needed for.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="held">The object.</param>
    /// <param name="mayOpen">Whether it may be open.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PhoenixException">RebirthRefused: another object took its place, or it was opened; it is held down. LayerFailed: it was deleted. What the work throws.</exception>
    public async Task RunAsync(KubeKind kind, PostgresClusterView held, bool mayOpen, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task working = work(end.Token);
        Task watching = WatchAsync(kind, held, mayOpen, end.Token);
        bool isInPlace = false;
        bool isFound;
        try
        {
            await Task.WhenAny(working, watching);
            isInPlace = watching.IsCompleted || await IsInPlaceAsync(kind, held, mayOpen, working, cancellationToken);
            if (!isInPlace)
            {
                // What the work says is only what follows from that.
                await Task.WhenAny(watching, Task.Delay(Newcomer, site.Scope.Time, cancellationToken));
            }
        }
        finally
        {
            isFound = watching.IsCompleted;
            await end.CancelAsync();
            await Task.WhenAll(working, watching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // each is looked at below
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (isFound)
        {
            await watching;
        }

        if (isInPlace)
        {
            await working;
            return;
        }

        throw new PhoenixException(
            ErrorCode.LayerFailed,
            string.Create(CultureInfo.InvariantCulture, $"{What} was deleted by somebody else while Phoenix waited for it, and within {Newcomer.TotalSeconds:0} s nobody made it again"),
            "find out who (a Flux Kustomization that prunes it: name it as 'owner' in the stack file), then run again",
            working.Exception?.InnerException);
    }

    /// <summary>
    /// Keeps a cluster that must not be from archiving and from taking backups. One whose database does not run yet is paused, so that its operator makes no stanza of it: a shutdown alone
    /// counts only once somebody leads.
    /// </summary>
    public async Task HoldDownAsync(KubeKind kind, PostgresClusterView wrong, CancellationToken cancellationToken)
    {
        bool pauses = wrong.SystemIdentifier is null && !wrong.IsPaused;
        if (site.Definition.Manage != ClusterManage.Patch || (wrong.IsShutdown && !pauses))
        {
            return;
        }

        JsonObject spec = new() { ["shutdown"] = true };
        if (pauses)
        {
            spec["paused"] = true;
        }

        await site.Cluster.PatchAsync(kind, site.Name.Namespace, site.Name.Name, new JsonObject { ["spec"] = spec }, status: false, cancellationToken);
        site.Scope.Log.Say($"{What} ({wrong.Uid}): held down ({string.Join(", ", spec.Select(s => $"spec.{s.Key}: true"))}), so that it takes no backup");
    }

    private async Task WatchAsync(KubeKind kind, PostgresClusterView held, bool mayOpen, CancellationToken cancellationToken)
    {
        await foreach (KubeChange change in site.Cluster.WatchAsync(kind, site.Name.Namespace, site.Name.Name, null, cancellationToken))
        {
            if (change.Type != KubeChangeType.Present || change.Object is not { IsDeleting: false } found)
            {
                continue;
            }

            PostgresClusterView now = new(found);
            if (now.Uid == held.Uid && (mayOpen || now.IsStandby))
            {
                continue;
            }

            // A standby archives nothing: it may stay as it is.
            if (!now.IsStandby)
            {
                await HoldDownAsync(kind, now, CancellationToken.None);
            }

            throw now.Uid == held.Uid
                ? new PhoenixException(
                    ErrorCode.RebirthRefused, $"{What} was opened by somebody else (spec.standby) before it was compared", "find out who, and look at the repository's newest timeline; 'phoenix wipe' destroys it, and a create then begins again")
                : new PhoenixException(
                    ErrorCode.RebirthRefused,
                    $"{What} was deleted by somebody else while Phoenix waited for it, and made again ({held.Uid} is now {now.Uid}){(now.IsStandby ? "" : " as a new, empty database (initdb)")}",
                    "stop whoever applies it (a Flux Kustomization: name it as 'owner' in the stack file); then 'phoenix wipe --accept-data-loss' destroys this one, which nobody needs, and a create begins again");
        }
    }

    private async Task<bool> IsInPlaceAsync(KubeKind kind, PostgresClusterView held, bool mayOpen, Task working, CancellationToken cancellationToken)
    {
        try
        {
            return await site.Cluster.GetAsync(kind, site.Name.Namespace, site.Name.Name, cancellationToken) is { IsDeleting: false } found
                && found.Uid == held.Uid && (mayOpen || new PostgresClusterView(found).IsStandby);
        }
        catch (PhoenixException) when (working.IsFaulted)
        {
            return true; // the cluster cannot be asked, and what the work met first says why
        }
    }
}
