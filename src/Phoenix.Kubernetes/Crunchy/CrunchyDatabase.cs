using System.Text.Json.Nodes;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Manifests;
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
    private static readonly TimeSpan OpenBound = TimeSpan.FromMinutes(10);

    private readonly CrunchySite _site;
    private readonly ClusterServer _server;
    private readonly ClusterForm _form;
    private readonly ClusterOwner _owner;
    private readonly ClusterGuard _guard;
    private string? _held;

    /// <summary>Opens it; nothing is connected to.</summary>
    public CrunchyDatabase(CrunchySite site)
    {
        ArgumentNullException.ThrowIfNull(site);
        (_site, _server, _form) = (site, new ClusterServer(site), new ClusterForm(site));
        _owner = new ClusterOwner(site, _form);
        _guard = new ClusterGuard(site);
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
    public async Task<ServerIdentity> IdentifyAsync(CancellationToken cancellationToken) => await _server.AskAsync(s => s.IdentifyAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<ServerObservation> ObserveAsync(CancellationToken cancellationToken) => await _server.AskAsync(s => s.ObserveAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<BackupSet> BackUpAsync(CancellationToken cancellationToken) => new ManualBackup(_site).TakeAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<ClosedSegment> CloseSegmentAsync(string restorePoint, CancellationToken cancellationToken) =>
        await _server.AskAsync(s => s.CloseSegmentAsync(restorePoint, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<CompletedSegment> ReadCompletedSegmentAsync(CancellationToken cancellationToken) =>
        await _server.AskAsync(s => s.ReadCompletedSegmentAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<ArchiverStatus> ReadArchiverAsync(CancellationToken cancellationToken)
    {
        PostgresClusterView cluster = await LookAsync(cancellationToken) ?? throw Missing();
        return await _server.AskAsync(s => s.ReadArchiverAsync(cluster.DropsQueue, cancellationToken), cancellationToken);
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
        Deadline deadline = Up();
        KubeKind kind = await _site.KindAsync(cancellationToken);
        if (await LookAsync(cancellationToken) is { IsStandby: false } open)
        {
            if (open.SystemIdentifier is not ulong present || present != (request.SystemIdentifier ?? present))
            {
                await _guard.HoldDownAsync(kind, open, cancellationToken); // it came between the look and now, and is not the one that was lost
            }

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

        PostgresClusterView standby = await AwaitHeldAsync(kind, deadline, cancellationToken);
        await _guard.RunAsync(
            kind,
            standby,
            mayOpen: false,
            async token =>
            {
                await new LeaderPod(_site).AwaitAsync(deadline.Left, token);
                await FollowAsync(request, deadline, token);
            },
            cancellationToken);
        _held = standby.Uid;
    }

    /// <inheritdoc/>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        Deadline deadline = Up();
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
        await AwaitOpenAsync(kind, deadline, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        KubeKind kind = await _site.KindAsync(cancellationToken);
        PostgresClusterView cluster = await LookAsync(cancellationToken) ?? throw Missing();
        await RefuseAnotherAsync(kind, cluster, cancellationToken);
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

        // With 'observe' a person opens it.
        Deadline deadline = new(_site.Scope.Time, _site.Definition.Manage == ClusterManage.Patch ? OpenBound : _site.Scope.Timeout);
        await _guard.RunAsync(kind, cluster, mayOpen: true, token => AwaitOpenAsync(kind, deadline, token), cancellationToken);
        if (_site.Definition.Manage == ClusterManage.Patch)
        {
            // Also where it was open already: a process that was killed in between has left its owner suspended.
            await _owner.GiveBackAsync(Seen!.Object, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task DiscardAsync(CancellationToken cancellationToken)
    {
        if (await LookAsync(cancellationToken) is { IsStandby: false } open)
        {
            await _guard.HoldDownAsync(await _site.KindAsync(cancellationToken), open, cancellationToken);
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

    // Ends before the layer's own bound, so that what is missing can still be told.
    private Deadline Up() => new(_site.Scope.Time, _site.Scope.Timeout);

    private static string Standby(PostgresClusterView? cluster) => cluster?.Object.At("spec", "standby")?.ToJsonString() ?? "not there";

    private static JsonObject Standby(bool enabled) =>
        new() { ["spec"] = new JsonObject { ["standby"] = new JsonObject { ["enabled"] = enabled } } };

    // What is down is not waited for, and what was compared is the only one that is opened.
    private async Task RefuseAnotherAsync(KubeKind kind, PostgresClusterView cluster, CancellationToken cancellationToken)
    {
        if (_held is string held && cluster.Uid != held)
        {
            await _guard.HoldDownAsync(kind, cluster, cancellationToken);
            throw new PhoenixException(
                ErrorCode.RebirthRefused, $"{What} was made again after it was compared ({held} is now {cluster.Uid})", "stop whoever applies it, wipe the stack, and begin again; nothing of the compared one was published");
        }

        if (cluster is { IsStandby: false, IsShutdown: true } or { IsStandby: false, IsPaused: true })
        {
            throw new PhoenixException(
                ErrorCode.RebirthRefused,
                $"{What} is held down (spec.{(cluster.IsShutdown ? "shutdown" : "paused")}: true): {(cluster.SystemIdentifier is ulong identifier ? $"its database is cluster {identifier}" : "it has no database that its operator knows of")}",
                "if a create of Phoenix held it down, it is a new, empty one that somebody made: 'phoenix wipe --accept-data-loss' destroys it, and 'phoenix create' then restores; else let it run again (spec.shutdown, spec.paused: false)");
        }
    }

    // Looked at before it has data where that is possible, and again when it stands.
    private async Task<PostgresClusterView> AwaitHeldAsync(KubeKind kind, Deadline deadline, CancellationToken cancellationToken)
    {
        KubeObject? found = await _site.Waiting.ForAsync(
            kind, _site.Name.Namespace, _site.Name.Name, What, deadline.Left, o => o is null ? "nobody has made it yet" : o.IsDeleting ? "an earlier one is still being deleted" : null, cancellationToken);
        PostgresClusterView seen = new(found!);
        Seen = seen;
        IReadOnlyList<string> hazards = RebirthHazards.OfStandby(seen, _site.Definition.RepoName, _site.Repository.Location);
        if (hazards.Count > 0)
        {
            await _guard.HoldDownAsync(kind, seen, cancellationToken);
            Refuse(hazards);
        }

        return seen;
    }

    private async Task FollowAsync(RestoreRequest request, Deadline deadline, CancellationToken cancellationToken)
    {
        ServerQueries server = await AnswerAsync(hasPassword: true, deadline, cancellationToken);
        ServerObservation seen = await ObserveAsync(cancellationToken);
        if (request.SystemIdentifier is ulong expected && seen.SystemIdentifier != expected)
        {
            if (Seen is { } wrong)
            {
                await _guard.HoldDownAsync(await _site.KindAsync(cancellationToken), wrong, cancellationToken);
            }

            throw new PhoenixException(
                ErrorCode.RebirthRefused,
                $"{What} came up as cluster {seen.SystemIdentifier}, not as {expected}",
                "its restore read another repository, or a new, empty database was made: compare spec.backups with the stack's repository, and let it take no backup");
        }

        await new StandbyReplay(server.ReadReplayAsync, _site.Scope.Time, _site.Scope.Log.Say).AwaitAsync(request.NewestKnown, cancellationToken);
        await _server.AskAsync(
            async s =>
            {
                await s.CheckpointAsync(cancellationToken);
                return true;
            },
            cancellationToken);
    }

    // The container runs before the server in it answers: it restores first. One that is held has the passwords of its former life; in one that is open the operator sets them, a moment later.
    private async Task<ServerQueries> AnswerAsync(bool hasPassword, Deadline deadline, CancellationToken cancellationToken)
    {
        ServerQueries server = await _server.AskAsync(cancellationToken);
        await new Execution.Waiting(_site.Scope.Time).ForAsync(
            new Gate($"the server of {_site.Name} answers", deadline.Left, async token =>
            {
                try
                {
                    await server.ReadReplayAsync(token);
                    return null;
                }
                catch (PhoenixException e) when (hasPassword && ServerQueries.IsRefusedLogin(e))
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

    private async Task AwaitOpenAsync(KubeKind kind, Deadline deadline, CancellationToken cancellationToken)
    {
        KubeObject? found = await _site.Waiting.ForAsync(
            kind,
            _site.Name.Namespace,
            _site.Name.Name,
            $"{What} to be open",
            deadline.Left,
            o => o is null ? "it is not there" : new PostgresClusterView(o).IsStandby ? "spec.standby is enabled" : null,
            cancellationToken);
        Seen = new PostgresClusterView(found!);
        await new LeaderPod(_site).AwaitAsync(deadline.Left, cancellationToken);
        await AnswerAsync(hasPassword: false, deadline, cancellationToken);
        await new Execution.Waiting(_site.Scope.Time).ForAsync(
            new Gate($"the server of {_site.Name} takes writes", deadline.Left, async token => await _server.AskAsync(s => s.ReadReplayAsync(token), token) is Lsn at ? $"it is still in recovery, at {at}" : null), cancellationToken);
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
