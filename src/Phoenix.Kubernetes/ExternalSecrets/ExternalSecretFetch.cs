using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Snapshots;
using Phoenix.Ports;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.ExternalSecrets;

/// <summary>Looks at ExternalSecrets until each gave a Secret that can be used; a driver's also asks them to fetch anew, because what is there may be old.</summary>
/// <param name="names">The ExternalSecrets.</param>
/// <param name="probe">Compares and tries what they rendered; null where that is not asked for.</param>
/// <param name="asks">Whether they are asked to fetch anew.</param>
/// <param name="api">The cluster.</param>
/// <param name="log">The layer's log.</param>
/// <param name="time">The clock.</param>
internal sealed class ExternalSecretFetch(
    IReadOnlyList<ClusterObjectName> names, RepositoryProbe? probe, bool asks, IClusterApi api, ILayerLog log, TimeProvider time)
{
    internal const string Group = "external-secrets.io/";
    private const string ForceSync = "force-sync";
    private static readonly SnapshotKind Cluster = new(Group, "ClusterSecretStore");
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(30);

    private readonly Dictionary<ClusterObjectName, (string? Before, long At)> _asked = [];
    private string? _said;

    /// <summary>What is watched. Secrets are not: they are read one by one when the ExternalSecret says that it wrote them.</summary>
    internal IReadOnlyList<SnapshotKind> Kinds { get; } =
    [
        .. names.Select(n => n.Namespace).Distinct().SelectMany(n => new[] { External(n), new SnapshotKind(Group, "SecretStore", n) }), Cluster,
    ];

    /// <summary>Looks.</summary>
    /// <exception cref="PhoenixException">LayerFailed: what was fetched just now is not what the repository needs; or what the trial threw.</exception>
    internal async Task<SnapshotLook> LookAsync(ClusterSnapshot snapshot, CancellationToken cancellationToken)
    {
        List<RenderedConf> files = [];
        foreach (ClusterObjectName name in names)
        {
            (string? fault, TimeSpan? again) = await FaultAsync(name, snapshot, files, cancellationToken);
            if (fault is not null)
            {
                return Say(fault.StartsWith("the cluster", StringComparison.Ordinal) ? fault : $"ExternalSecret {name} {fault}", again);
            }
        }

        return probe is null ? SnapshotLook.Holds : await TryAsync(probe, files, cancellationToken);
    }

    private static SnapshotKind External(string @namespace) => new(Group, "ExternalSecret", @namespace);

    private async Task<(string? Fault, TimeSpan? Again)> FaultAsync(ClusterObjectName name, ClusterSnapshot snapshot, List<RenderedConf> files, CancellationToken cancellationToken)
    {
        if (!snapshot.Serves(External(name.Namespace)))
        {
            return ("the cluster serves no ExternalSecrets: External Secrets is not installed yet", null);
        }

        if (snapshot.Find(External(name.Namespace), name.Namespace, name.Name) is not { } found)
        {
            return ("is not there", null);
        }

        ExternalSecretObject of = new(found);
        foreach ((string kind, string store) in of.Stores)
        {
            KubeObject? there = kind == Cluster.Kind ? snapshot.Find(Cluster, null, store) : snapshot.Find(new SnapshotKind(Group, "SecretStore", name.Namespace), name.Namespace, store);
            if (ExternalSecretJudge.StoreFault(kind, store, there) is { } storeFault)
            {
                return (storeFault, null);
            }
        }

        if (asks && of.CanBeAsked && !_asked.ContainsKey(name))
        {
            of = await AskAsync(name, cancellationToken);
        }

        if (ExternalSecretJudge.SyncFault(of, _asked.GetValueOrDefault(name).Before, _asked.ContainsKey(name)) is { } sync)
        {
            return (sync + await LastEventAsync(of, cancellationToken), null);
        }

        KubeKind secrets = await api.FindKindAsync("v1", "Secret", cancellationToken)
            ?? throw new PhoenixException(ErrorCode.LayerFailed, $"{api.Server} serves no Secrets", "Is it a Kubernetes API server?");
        KubeObject? secret = await api.GetAsync(secrets, name.Namespace, of.Target, cancellationToken);
        if (ExternalSecretJudge.SecretFault(of, secret) is { } fault)
        {
            return (fault, await AskAgainAsync(name, of, cancellationToken));
        }

        SecretContent content = new(secret!);
        log.Redact(content.Secrets);
        files.AddRange(content.ConfigurationFiles.Select(f => RenderedConf.Parse(f.Key, f.Value)));
        return (null, null);
    }

    private async Task<SnapshotLook> TryAsync(RepositoryProbe repository, List<RenderedConf> files, CancellationToken cancellationToken)
    {
        ExpectedRepository expected = await repository.Expected(cancellationToken);
        IReadOnlyList<string> differences = RepositoryComparison.Differences(files, expected);
        if (differences.Count > 0)
        {
            string what = $"what {string.Join(", ", names)} rendered does not fit the repository: {string.Join("; ", differences)}";

            // Fetched just now: nothing that is being raised can mend it.
            return asks ? throw new PhoenixException(ErrorCode.LayerFailed, what, "Correct the values in the secret store, or the template in the repository: a restore would look in another place, or be refused") : Say(what);
        }

        return await repository.Try(RepositoryComparison.Rendered(files, expected), cancellationToken) is { } reason
            ? Say($"the credentials that {string.Join(", ", names)} rendered do not open the repository: {reason}", AskAgain)
            : SnapshotLook.Holds;
    }

    // External Secrets itself would look again after its refresh interval, an hour by default.
    private async Task<TimeSpan?> AskAgainAsync(ClusterObjectName name, ExternalSecretObject of, CancellationToken cancellationToken)
    {
        if (!asks || !of.CanBeAsked || of.WritesNoSecret)
        {
            return null;
        }

        TimeSpan left = AskAgain - time.GetElapsedTime(_asked[name].At);
        if (left > TimeSpan.Zero)
        {
            return left;
        }

        await AskAsync(name, cancellationToken);
        return AskAgain;
    }

    private async Task<ExternalSecretObject> AskAsync(ClusterObjectName name, CancellationToken cancellationToken)
    {
        KubeKind kind = (await api.FindKindAsync(Group, "ExternalSecret", cancellationToken))!;
        string request = $"{time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}-{Guid.NewGuid():N}";
        JsonObject patch = new() { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [ForceSync] = request } } };
        ExternalSecretObject asked = new(await api.PatchAsync(kind, name.Namespace, name.Name, patch, status: false, cancellationToken));
        _asked[name] = (asked.SyncedVersion, time.GetTimestamp());
        return asked;
    }

    // The condition says no more than that it failed; why stands in an event.
    private async Task<string> LastEventAsync(ExternalSecretObject of, CancellationToken cancellationToken)
    {
        if (of.Ready is not { IsFalse: true } || await api.FindKindAsync("v1", "Event", cancellationToken) is not { } kind)
        {
            return "";
        }

        IReadOnlyList<KubeObject> events = await api.ListAsync(kind, of.Content.Namespace, null, cancellationToken);
        string? message = events.Where(e => e.TextAt("type") == "Warning" && e.TextAt("involvedObject", "uid") == of.Content.Uid)
            .OrderBy(e => e.TextAt("lastTimestamp") ?? e.TextAt("eventTime") ?? "", StringComparer.Ordinal).LastOrDefault()?.TextAt("message");
        return message is null ? "" : $" ({message.ReplaceLineEndings(" ").Trim()})";
    }

    private SnapshotLook Say(string reason, TimeSpan? again = null)
    {
        if (reason != _said)
        {
            log.Say(reason);
            _said = reason;
        }

        return new SnapshotLook(reason, again);
    }
}
