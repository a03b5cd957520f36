using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Flux;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>
/// The Flux Kustomization that applies a PostgresCluster, where the stack file names it: kept from making again what is being destroyed, and from undoing what is being opened.
/// </summary>
/// <param name="site">The layer.</param>
/// <param name="form">The manifest, where Phoenix has it.</param>
internal sealed class ClusterOwner(CrunchySite site, ClusterForm form)
{
    private const string Holder = "database";
    private const string ApplyMode = "kustomize.toolkit.fluxcd.io/ssa";
    private const string OnlyOnce = "IfNotPresent";

    private FluxControl Control => new(site.Cluster, site.Scope.Time);

    private FluxKey? Key => site.Definition.Owner is { } owner ? FluxKey.Kustomization(owner) : null;

    /// <summary>Keeps it from applying; nothing where there is none (yet).</summary>
    public async Task SuspendAsync(CancellationToken cancellationToken)
    {
        if (Key is not { } key)
        {
            return;
        }

        try
        {
            bool isOurs = await Control.SuspendAsync(key, Holder, cancellationToken);
            site.Scope.Log.Say(isOurs ? $"{key}: suspended" : $"{key}: somebody else suspended it, and only they resume it");
        }
        catch (PhoenixException e) when (e.Code == ErrorCode.NotFound)
        {
            site.Scope.Log.Say($"{key} is not there, so nothing applies {site.Name}");
        }
    }

    /// <summary>Lets it make the object, and asks it to do so now.</summary>
    /// <exception cref="PhoenixException">NotFound: there is no such Kustomization.</exception>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        if (Key is not { } key)
        {
            return;
        }

        if (await Control.ResumeAsync(key, Holder, cancellationToken) is null)
        {
            await Control.RequestAsync(key, Control.NewRequest(), cancellationToken);
        }

        site.Scope.Log.Say($"{key}: asked to apply {site.Name}");
    }

    /// <summary>Gives the opened object back, unless what Git holds would make a standby of it again.</summary>
    /// <param name="open">The object as it was opened.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task GiveBackAsync(KubeObject open, CancellationToken cancellationToken)
    {
        if (Key is not { } key)
        {
            return;
        }

        if (open.TextAt("metadata", "annotations", ApplyMode) == OnlyOnce || (form.IsOurs && !form.WritesStandby))
        {
            if (await Control.ResumeAsync(key, Holder, cancellationToken) is not null)
            {
                site.Scope.Log.Say($"{key}: given back");
            }

            return;
        }

        site.Scope.Log.Say($"{key} stays suspended where Phoenix suspended it: what it applies may hold spec.standby, and would make a standby of {site.Name} again. Take it out of Git and resume it, or annotate the object there with {ApplyMode}: {OnlyOnce}");
    }
}
