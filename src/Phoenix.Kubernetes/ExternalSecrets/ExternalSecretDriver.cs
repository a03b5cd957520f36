using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Snapshots;
using Phoenix.Ports;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.ExternalSecrets;

/// <summary>
/// Secrets that External Secrets fetches, as a layer: asked to fetch anew, then the store ready, synced, and not empty. A wipe deletes the ExternalSecrets,
/// and with them the Secrets that they own.
/// </summary>
/// <param name="definition">What the layer means.</param>
/// <param name="probe">Compares and tries what was rendered; null where the stack has no repository.</param>
/// <param name="api">The cluster.</param>
/// <param name="log">The layer's log.</param>
/// <param name="time">The clock.</param>
public sealed class ExternalSecretDriver(DriverDefinition.ExternalSecret definition, RepositoryProbe? probe, IClusterApi api, ILayerLog log, TimeProvider time) : ILayerDriver
{
    private readonly SnapshotWait _wait = new(api, time);

    /// <inheritdoc/>
    public async Task UpAsync(CancellationToken cancellationToken)
    {
        ExternalSecretFetch fetch = new(definition.Secrets, Probe(definition.Repository, probe), asks: true, api, log, time);
        await _wait.UntilAsync(fetch.Kinds, null, fetch.LookAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task WipeAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<KubeObject> there = await ReadAsync(cancellationToken);
        List<(string Namespace, string Name)> owned = [];
        foreach (KubeObject external in there)
        {
            ExternalSecretObject of = new(external);
            KubeKind kind = (await api.FindKindAsync(ExternalSecretFetch.Group, external.Kind, cancellationToken))!;
            if (of is { OwnsTarget: true, WritesNoSecret: false })
            {
                owned.Add((external.Namespace!, of.Target));
            }

            await api.DeleteAsync(kind, external.Namespace, external.Name, external.Uid, cancellationToken);
            log.Say($"{external}: deletion asked for");
        }

        // By identity: one of the same name may come again from Git before the layer that applies it is wiped.
        HashSet<string?> gone = [.. there.Select(o => o.Uid)];
        SnapshotKind[] kinds = [.. there.Select(o => Kind(o.Namespace!)).Distinct(), .. owned.Select(o => new SnapshotKind("v1", "Secret", o.Namespace, o.Name))];
        await _wait.UntilAsync(kinds, null, (snapshot, _) => Task.FromResult(Left(snapshot, kinds, gone)), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool?> ExistsAsync(CancellationToken cancellationToken) => (await ReadAsync(cancellationToken)).Count > 0;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StackObject>?> ListAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAsync(cancellationToken)).Select(o => new StackObject(o.Kind, $"{o.Namespace}/{o.Name}", $"Secret {new ExternalSecretObject(o).Target}"))];

    /// <summary>The probe where it is asked for.</summary>
    /// <exception cref="PhoenixException">Configuration: it is asked for, and the stack has no repository.</exception>
    internal static RepositoryProbe? Probe(bool isAsked, RepositoryProbe? probe) => !isAsked ? null : probe ?? throw new PhoenixException(
        ErrorCode.Configuration, "externalSecret: 'repository: true' compares with the stack's repository, and the stack declares none", "declare 'repository' in the stack file, or leave the key out");

    private static SnapshotKind Kind(string @namespace) => new(ExternalSecretFetch.Group, "ExternalSecret", @namespace);

    private SnapshotLook Left(ClusterSnapshot snapshot, SnapshotKind[] kinds, HashSet<string?> gone)
    {
        KubeObject[] left = [.. kinds.SelectMany(snapshot.All).Where(o => gone.Contains(o.Uid) || IsOwnedBy(o, gone))];
        if (left.Length == 0)
        {
            return SnapshotLook.Holds;
        }

        string reason = $"not gone yet: {string.Join(", ", left.Select(o => o.ToString()))}";
        log.Say(reason);
        return new SnapshotLook(reason);
    }

    private static bool IsOwnedBy(KubeObject of, HashSet<string?> owners) =>
        of.At("metadata", "ownerReferences") is JsonArray list && list.Any(o => owners.Contains(o?["uid"]?.ToString()));

    private async Task<IReadOnlyList<KubeObject>> ReadAsync(CancellationToken cancellationToken)
    {
        if (await api.FindKindAsync(ExternalSecretFetch.Group, "ExternalSecret", cancellationToken) is not { } kind)
        {
            return [];
        }

        List<KubeObject> there = [];
        foreach (ClusterObjectName name in definition.Secrets)
        {
            if (await api.GetAsync(kind, name.Namespace, name.Name, cancellationToken) is { } found)
            {
                there.Add(found);
            }
        }

        return there;
    }
}
