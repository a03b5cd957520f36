using System.Text.Json.Nodes;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>
/// The database of a PostgresCluster. A rebirth is held as a standby of its repository: it replays and can be read, and archives nothing, takes no backup and makes no
/// stanza, because every instance is in recovery. It is published by taking the standby away.
/// </summary>
public sealed class CrunchyDatabase : IDatabase, IAsyncDisposable
{
    private static readonly TimeSpan AppearBound = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan OpenBound = TimeSpan.FromMinutes(10);

    private readonly CrunchySite _site;
    private readonly ClusterServer _server;
    private readonly ClusterForm _form;
    private readonly ClusterOwner _owner;

    /// <summary>Opens it; nothing is connected to.</summary>
    public CrunchyDatabase(CrunchySite site)
    {
        ArgumentNullException.ThrowIfNull(site);
        (_site, _server, _form) = (site, new ClusterServer(site), new ClusterForm(site));
        _owner = new ClusterOwner(site, _form);
        Proof = new ClusterProofStore(_server);
        Clients = Proof;
    }

    /// <inheritdoc/>
    public IProofStore Proof { get; }

    /// <inheritdoc/>
    public IProofStore Clients { get; }

    /// <summary>PostgreSQL's major version: of the cluster that is there, else of the manifest; 0 when neither tells.</summary>
    public int Major => Seen?.PostgresVersion ?? (_form.IsOurs ? new PostgresClusterView(_form.Open()).PostgresVersion : 0);

    /// <summary>The object as it was seen last; null when there was none, or nobody looked.</summary>
    public PostgresClusterView? Seen { get; private set; }

    private string What => $"{PgoNames.Kind} {_site.Name}";

    /// <summary>Looks at the object.</summary>
    public async Task<PostgresClusterView?> LookAsync(CancellationToken cancellationToken) => Seen = await _site.ReadAsync(cancellationToken);

    /// <summary>Puts down that the cluster is gone, and the database with it.</summary>
    public void NoteGone() => Seen = null;

    /// <inheritdoc/>
    public async Task<ServerIdentity> IdentifyAsync(CancellationToken cancellationToken) => await (await _server.AskAsync(cancellationToken)).IdentifyAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<ServerObservation> ObserveAsync(CancellationToken cancellationToken) => await (await _server.AskAsync(cancellationToken)).ObserveAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<BackupSet> BackUpAsync(CancellationToken cancellationToken) => new ManualBackup(_site).TakeAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<ClosedSegment> CloseSegmentAsync(string restorePoint, CancellationToken cancellationToken) =>
        await (await _server.AskAsync(cancellationToken)).CloseSegmentAsync(restorePoint, cancellationToken);

    /// <inheritdoc/>
    public async Task<CompletedSegment> ReadCompletedSegmentAsync(CancellationToken cancellationToken) =>
        await (await _server.AskAsync(cancellationToken)).ReadCompletedSegmentAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<ArchiverStatus> ReadArchiverAsync(CancellationToken cancellationToken)
    {
        PostgresClusterView cluster = await LookAsync(cancellationToken) ?? throw Missing();
        return await (await _server.AskAsync(cancellationToken)).ReadArchiverAsync(cluster.DropsQueue, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IntegrityObservation> VerifyIntegrityAsync(CancellationToken cancellationToken)
    {
        PostgresClusterView cluster = await LookAsync(cancellationToken) ?? throw Missing();
        return await new PageChecks(_site, cluster.PostgresVersion).VerifyAsync(await _server.OpenAsync(cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task RestoreAsync(RestoreRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        RefuseTarget(request.Target);
        KubeKind kind = await _site.KindAsync(cancellationToken);
        if (await LookAsync(cancellationToken) is { IsStandby: false })
        {
            throw new PhoenixException(ErrorCode.RebirthRefused, $"{What} is there and is no standby: it may hold data that no restore brings back", "a database that is open is never restored over; wipe it behind its gate first");
        }

        await new UserSecrets(_site).EnsureAsync(cancellationToken);
        if (_form.IsOurs)
        {
            KubeObject held = _form.Held();
            Refuse(RebirthHazards.OfStandby(new PostgresClusterView(held), _site.Definition.RepoName, _site.Repository.Location));
            await LeftoverVolumes.RefuseAsync(_site, exceptOf: Seen, cancellationToken);
            await _owner.SuspendAsync(cancellationToken);
            await _site.Cluster.ApplyAsync(kind, ClusterForm.In(kind, held), force: true, cancellationToken);
            _site.Scope.Log.Say($"{What}: applied as a standby of {_site.Definition.RepoName}");
        }
        else if (Seen is null)
        {
            await _owner.ResumeAsync(cancellationToken);
        }

        await AwaitHeldAsync(kind, cancellationToken);
        await new LeaderPod(_site).AwaitAsync(_site.Scope.Timeout, cancellationToken);
        await FollowAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        KubeKind kind = await _site.KindAsync(cancellationToken);
        if (!_form.IsOurs)
        {
            throw new PhoenixException(
                ErrorCode.RebirthRefused, $"{What} is made by somebody else, so Phoenix cannot make a new, empty database of it", "name its manifest in the stack file ('manifest'), or make the first database without Phoenix");
        }

        if (await LookAsync(cancellationToken) is not null)
        {
            throw new PhoenixException(ErrorCode.RebirthRefused, $"{What} is there already", "a new database is made in an empty place only");
        }

        KubeObject open = _form.Open();
        var view = new PostgresClusterView(open);
        Refuse([.. RebirthHazards.OfAny(view, _site.Definition.RepoName, _site.Repository.Location), .. view.HasDataSource ? ["spec.dataSource is set, and a new, empty database was asked for"] : Array.Empty<string>()]);
        await LeftoverVolumes.RefuseAsync(_site, exceptOf: null, cancellationToken);
        await new UserSecrets(_site).EnsureAsync(cancellationToken);
        await _site.Cluster.ApplyAsync(kind, ClusterForm.In(kind, open), force: true, cancellationToken);
        await AwaitOpenAsync(kind, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        KubeKind kind = await _site.KindAsync(cancellationToken);
        PostgresClusterView cluster = await LookAsync(cancellationToken) ?? throw Missing();
        bool opens = cluster.IsStandby && _site.Definition.Manage == ClusterManage.Patch;
        if (opens)
        {
            await _owner.SuspendAsync(cancellationToken);
            if (_form.IsOurs)
            {
                await _site.Cluster.ApplyAsync(kind, ClusterForm.In(kind, _form.Open()), force: true, cancellationToken);
            }

            if (await LookAsync(cancellationToken) is { IsStandby: true })
            {
                // Somebody else wrote the standby, too, so that leaving it out of what Phoenix applies does not take it away.
                await _site.Cluster.PatchAsync(kind, _site.Name.Namespace, _site.Name.Name, Standby(enabled: false), status: false, cancellationToken);
            }

            _site.Scope.Log.Say($"{What}: opened; spec.standby was {Standby(cluster)}, and is {Standby(await LookAsync(cancellationToken))}");
        }
        else if (cluster.IsStandby)
        {
            _site.Scope.Log.Say($"{What} holds what the witness knows, and Git owns its manifest: set spec.standby.enabled to false there now");
        }

        await AwaitOpenAsync(kind, cancellationToken);
        if (opens)
        {
            await _owner.GiveBackAsync(Seen!.Object, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task DiscardAsync(CancellationToken cancellationToken)
    {
        if (await LookAsync(cancellationToken) is { IsStandby: false })
        {
            throw new PhoenixException(ErrorCode.RebirthRefused, $"{What} is open, so it is not destroyed outside of a wipe", "wipe the stack behind its gate");
        }

        await DestroyAsync(cancellationToken);
    }

    /// <summary>Destroys it, open or held; a wipe does this.</summary>
    public async Task DestroyAsync(CancellationToken cancellationToken)
    {
        await _owner.SuspendAsync(cancellationToken);
        await new ClusterDeletion(_site).RunAsync(cancellationToken);
        Seen = null;
    }

    /// <summary>Refuses a target that a standby cannot end at: it replays all there is.</summary>
    /// <exception cref="PhoenixException">TargetImpossible.</exception>
    public static void RefuseTarget(RecoveryTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target.Kind != RecoveryTargetKind.Latest || target.Timeline is not null)
        {
            throw new PhoenixException(
                ErrorCode.TargetImpossible, $"a PostgresCluster that comes back as a standby replays all that is archived, and cannot end at '{target}'", "use the target 'latest'");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static string Standby(PostgresClusterView? cluster) => cluster?.Object.At("spec", "standby")?.ToJsonString() ?? "not there";

    private static JsonObject Standby(bool enabled) =>
        new() { ["spec"] = new JsonObject { ["standby"] = new JsonObject { ["enabled"] = enabled } } };

    // Looked at before it has data where that is possible, and again when it stands.
    private async Task AwaitHeldAsync(KubeKind kind, CancellationToken cancellationToken)
    {
        KubeObject? found = await _site.Waiting.ForAsync(
            kind, _site.Name.Namespace, _site.Name.Name, What, AppearBound, o => o is null ? "nobody has made it yet" : o.IsDeleting ? "an earlier one is still being deleted" : null, cancellationToken);
        Seen = new PostgresClusterView(found!);
        IReadOnlyList<string> hazards = RebirthHazards.OfStandby(Seen, _site.Definition.RepoName, _site.Repository.Location);
        if (hazards.Count > 0)
        {
            await HoldDownAsync(kind, cancellationToken);
            Refuse(hazards);
        }
    }

    // A wrong cluster must not run long enough to take a backup: with a short retention that backup expires all the others.
    private async Task HoldDownAsync(KubeKind kind, CancellationToken cancellationToken)
    {
        if (_site.Definition.Manage != ClusterManage.Patch || Seen is not { IsShutdown: false })
        {
            return;
        }

        await _site.Cluster.PatchAsync(
            kind, _site.Name.Namespace, _site.Name.Name, new JsonObject { ["spec"] = new JsonObject { ["shutdown"] = true } }, status: false, cancellationToken);
        _site.Scope.Log.Say($"{What}: shut down (spec.shutdown: true), so that it takes no backup");
    }

    private async Task FollowAsync(RestoreRequest request, CancellationToken cancellationToken)
    {
        ServerQueries server = await AnswerAsync(cancellationToken);
        ServerObservation seen = await server.ObserveAsync(cancellationToken);
        if (request.SystemIdentifier is ulong expected && seen.SystemIdentifier != expected)
        {
            await HoldDownAsync(await _site.KindAsync(cancellationToken), cancellationToken);
            throw new PhoenixException(
                ErrorCode.RebirthRefused,
                $"{What} came up as cluster {seen.SystemIdentifier}, not as {expected}",
                "its restore read another repository, or a new, empty database was made: compare spec.backups with the stack's repository, and let it take no backup");
        }

        await new StandbyReplay(server.ReadReplayAsync, _site.Scope.Time, _site.Scope.Log.Say).AwaitAsync(request.NewestKnown, cancellationToken);
        await server.CheckpointAsync(cancellationToken);
    }

    // The container runs before the server in it answers: it restores first.
    private async Task<ServerQueries> AnswerAsync(CancellationToken cancellationToken)
    {
        ServerQueries server = await _server.AskAsync(cancellationToken);
        await new Execution.Waiting(_site.Scope.Time).ForAsync(
            new Gate($"the server of {_site.Name} answers", _site.Scope.Timeout, async token =>
            {
                try
                {
                    await server.ReadReplayAsync(token);
                    return null;
                }
                catch (PhoenixException e) when (ServerQueries.IsRefusedLogin(e))
                {
                    throw new PhoenixException(
                        ErrorCode.LayerFailed,
                        $"the database of {_site.Name} refuses '{_site.Definition.Admin}': {e.Message}",
                        "a restored database has the passwords of its former life: give that one in the stack file (users), or let the operator set it once the cluster is open",
                        e);
                }
                catch (PhoenixException e) when (e.Code is ErrorCode.ToolFailed or ErrorCode.TimedOut)
                {
                    return _server.TunnelFault is string fault ? $"{e.Message} ({fault})" : e.Message;
                }
            }),
            cancellationToken);
        return server;
    }

    private async Task AwaitOpenAsync(KubeKind kind, CancellationToken cancellationToken)
    {
        KubeObject? found = await _site.Waiting.ForAsync(
            kind,
            _site.Name.Namespace,
            _site.Name.Name,
            $"{What} to be open",
            _site.Definition.Manage == ClusterManage.Patch ? OpenBound : _site.Scope.Timeout,
            o => o is null ? "it is not there" : new PostgresClusterView(o).IsStandby ? "spec.standby is enabled" : null,
            cancellationToken);
        Seen = new PostgresClusterView(found!);
        await new LeaderPod(_site).AwaitAsync(OpenBound, cancellationToken);
        ServerQueries server = await AnswerAsync(cancellationToken);
        await new Execution.Waiting(_site.Scope.Time).ForAsync(
            new Gate($"the server of {_site.Name} takes writes", OpenBound, async token => await server.ReadReplayAsync(token) is Lsn at ? $"it is still in recovery, at {at}" : null), cancellationToken);
    }

    private void Refuse(IReadOnlyList<string> hazards)
    {
        if (hazards.Count > 0)
        {
            throw new PhoenixException(ErrorCode.RebirthRefused, $"{What} would not come back from its repository: {string.Join("; ", hazards)}", "correct its manifest, where it is written; docs/drivers/postgres-cluster.md tells why each is refused");
        }
    }

    private PhoenixException Missing() => new(ErrorCode.NotFound, $"there is no {What}", "create the stack first");
}
