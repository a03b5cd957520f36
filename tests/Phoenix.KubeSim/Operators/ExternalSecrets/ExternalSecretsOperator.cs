using Phoenix.Errors;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.ExternalSecrets;

/// <summary>The double of External Secrets: validates stores, fetches, renders templates and writes Secrets, as an ordinary client of the API.</summary>
public sealed class ExternalSecretsOperator : IAsyncDisposable
{
    private const string Group = "external-secrets.io/";
    private readonly ControllerLoop _stores;
    private readonly ControllerLoop _secrets;

    private ExternalSecretsOperator(ControllerLoop stores, ControllerLoop secrets) => (_stores, _secrets) = (stores, secrets);

    /// <summary>What the API refused so far.</summary>
    public IEnumerable<PhoenixException> Errors => [.. _stores.Errors, .. _secrets.Errors];

    /// <summary>Starts the controllers.</summary>
    /// <param name="api">The cluster.</param>
    /// <param name="options">Providers and faults.</param>
    /// <param name="time">The clock.</param>
    public static ExternalSecretsOperator Start(IClusterApi api, ExternalSecretsOptions options, TimeProvider time)
    {
        StoreController stores = new(api, options, time);
        SecretController secrets = new(api, options, time);
        HashSet<ControllerKey> known = [];
        ControllerLoop storeLoop = new(api, time, stores.ReconcileAsync);
        ControllerLoop secretLoop = new(api, time, secrets.ReconcileAsync);
        foreach (string kind in (string[])["SecretStore", "ClusterSecretStore"])
        {
            storeLoop.Watch(Group, kind, o => [ControllerKey.Of(o)], o => $"{o.Generation}");
            secretLoop.Watch(Group, kind, _ => All(), o => new StatusConditions(o, default)["Ready"] ?? "");
        }

        secretLoop.Watch(Group, "ExternalSecret", Known, o => $"{o.Generation} {SecretController.MetadataHash(o)} {o.IsDeleting}");

        // A Secret that somebody deleted or changed is written again.
        secretLoop.Watch("v1", "Secret", o => o.TextAt("metadata", "labels", SecretController.ManagedLabel) is null ? [] : All(), o => o.ResourceVersion ?? "");
        return new ExternalSecretsOperator(storeLoop, secretLoop);

        IEnumerable<ControllerKey> Known(KubeObject of)
        {
            lock (known)
            {
                known.Add(ControllerKey.Of(of));
            }

            return [ControllerKey.Of(of)];
        }

        ControllerKey[] All()
        {
            lock (known)
            {
                return [.. known];
            }
        }
    }

    /// <summary>Ends the controllers.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        await _secrets.DisposeAsync();
    }
}
