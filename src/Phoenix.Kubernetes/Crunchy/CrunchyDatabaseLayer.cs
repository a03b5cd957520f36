using System.Globalization;
using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Errors;
using Phoenix.Kubernetes.Layers;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Rebirths;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>A PostgresCluster as what a declared stack needs of it: opened, claimed, raised, let go.</summary>
public sealed class CrunchyDatabaseLayer : IDatabaseLayer, IAsyncDisposable
{
    private readonly CrunchySite _site;
    private readonly OutsideRepository _outside;
    private readonly CrunchyDatabase _database;
    private readonly string _owner;
    private Dictionary<string, string> _versions = [];
    private RepositoryStanding? _standing;

    /// <summary>Opens the layer; nothing is looked at.</summary>
    /// <param name="site">The layer.</param>
    /// <param name="outside">The repository, with the credentials that the next restore will use.</param>
    public CrunchyDatabaseLayer(CrunchySite site, OutsideRepository outside)
    {
        ArgumentNullException.ThrowIfNull(site);
        (_site, _outside, _database) = (site, outside, new CrunchyDatabase(site));
        _owner = $"{site.Scope.Stack}/{site.Name}";
        Fence = new CrunchyFence();
    }

    /// <inheritdoc/>
    public IDatabase Database => _database;

    /// <inheritdoc/>
    public IRepository Repository => _outside.Repository;

    /// <inheritdoc/>
    public RepositoryLocation? ConfiguredLocation => _database.Seen?.FindLocation(_site.Definition.RepoName, _site.Repository.Location);

    /// <inheritdoc/>
    public string? Incarnation => _database.Seen?.Uid;

    /// <inheritdoc/>
    public ulong? ReportedIdentifier => _database.Seen?.SystemIdentifier;

    /// <inheritdoc/>
    public IObjectStore Objects => _outside.Objects;

    /// <inheritdoc/>
    public IFence Fence { get; }

    /// <inheritdoc/>
    public IWalReader Wal => (IWalReader?)FindReader() ?? new MissingReader(Major);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Versions => _versions;

    /// <summary>Whoever made it, and whatever Phoenix knows of it: a cluster that is no standby archives, so it counts as published.</summary>
    public bool IsPublished => _database.Seen is { IsStandby: false, Object.IsDeleting: false };

    /// <summary>Whether a cluster that does not answer is taken for one that is still to be raised. Never where something is to be destroyed.</summary>
    public bool MayBeUnreachable { get; init; }

    /// <inheritdoc/>
    public bool WasPublished => IsPublished || _standing is { IsOurs: true };

    private int Major => _database.Major;

    private RepositoryOwnership Ownership => new(Objects, Repository.Location, _owner, "stack");

    /// <inheritdoc/>
    public ILayerDriver Driver(RebirthIntent intent) => new InClusterDriver(new CrunchyLayer(_database, _site, intent), _site.IsClusterGone);

    /// <summary>Looks at the cluster and at whose the repository is; nothing is changed.</summary>
    /// <exception cref="PhoenixException">The cluster, or the repository, cannot be asked.</exception>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await _site.IsClusterGone(cancellationToken))
            {
                _database.NoteGone();
            }
            else
            {
                await _database.LookAsync(cancellationToken);
            }
        }
        catch (PhoenixException e) when (MayBeUnreachable && e.Code is (ErrorCode.ClusterUnavailable or ErrorCode.ClusterDenied))
        {
            // Its machines may be up and it not yet. A restore looks again, and refuses to go over a database that is there.
            _site.Scope.Log.Say($"the cluster does not answer yet: {e.Message}");
            _database.NoteGone();
        }

        _standing = await Ownership.ReadStandingAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        if (_database.Seen is { Object.IsDeleting: true })
        {
            // A wipe that did not end: its deletion was asked for, and cannot be taken back.
            await _database.DestroyAsync(cancellationToken);
        }

        if (ConfiguredLocation is { } at && at != _site.Repository.Location)
        {
            RepositoryLocation given = _site.Repository.Location;
            throw new PhoenixException(
                ErrorCode.Configuration,
                $"{_site.Name} archives to {at.Endpoint} {at.Bucket}{at.Path}, and the stack file names {given.Endpoint} {given.Bucket}{given.Path}",
                "make 'repository' of the stack file and spec.backups.pgbackrest of the cluster the same");
        }

        _versions = new Dictionary<string, string>
        {
            ["postgresql"] = Major.ToString(CultureInfo.InvariantCulture),
            ["pgbackrest"] = (await _outside.Tool.ReadVersionAsync(cancellationToken)).ToString(),
            ["s3"] = "given endpoint",
            ["cluster"] = _site.Cluster.Server.GetLeftPart(UriPartial.Authority),
            ["dotnet"] = Environment.Version.ToString(),
            ["os"] = System.Runtime.InteropServices.RuntimeInformation.OSDescription,
        };
    }

    /// <summary>Refuses a drill whose proof would lack a tool after the wipe.</summary>
    /// <exception cref="PhoenixException">ToolMissing.</exception>
    public void RequireProofTools()
    {
        if (Major > 0 && FindReader() is null)
        {
            throw Missing(Major);
        }
    }

    /// <inheritdoc/>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        await _database.PublishAsync(cancellationToken);
        if (_standing is { Owner: null })
        {
            // Made before Phoenix came. That it archives there, and is what the stanza belongs to, is reason enough to put its name on it.
            ServerIdentity server = await _database.IdentifyAsync(cancellationToken);
            if ((await Repository.ReadInfoAsync(cancellationToken)).SystemIdentifier == server.SystemIdentifier)
            {
                await Ownership.ClaimAsync(cancellationToken);
            }
        }

        await Ownership.ConfirmAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<RepositoryClaim> ClaimAsync(bool fenced, CancellationToken cancellationToken)
    {
        bool owned = await Ownership.IsOursAsync(cancellationToken);
        RepositoryInfo info = await Repository.ReadInfoAsync(cancellationToken);
        ArchiveListing listing = await Repository.ListArchiveAsync(cancellationToken);
        bool isEmpty = info.StatusCode == 1 && info.Backups.Count == 0 && listing.Segments.Count == 0 && listing.Histories.Count == 0;
        if (!isEmpty)
        {
            return new RepositoryClaim(IsEmpty: false, MayInitialize: false, owned ? null : await Ownership.TakeOverAsync(fenced, cancellationToken));
        }

        if (owned)
        {
            throw new PhoenixException(
                ErrorCode.RebirthRefused,
                $"this stack had a database, and the repository {Repository.Location.Bucket}{Repository.Location.Path} holds no backup of it: a new, empty one is never made in its place",
                "correct endpoint, bucket, path and stanza, or restore the bucket; give the database up only by removing the object that names its owner");
        }

        // Whether a new, empty database is wanted is asked for with --initdb; the name is put on the repository by whoever gets that far.
        return new RepositoryClaim(IsEmpty: true, MayInitialize: false, TakenOverFrom: null);
    }

    /// <inheritdoc/>
    public Task<RepositoryStanding> ReadStandingAsync(CancellationToken cancellationToken) => Ownership.ReadStandingAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        if (_standing is { Owner: null } && IsPublished)
        {
            await Ownership.ClaimAsync(cancellationToken); // a new database was made in an empty repository
        }

        await Ownership.ConfirmAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(CancellationToken cancellationToken) => Ownership.ReleaseAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _outside.Dispose();
    }

    private PgWaldump? FindReader() => PostgresInstallation.FindAll().FirstOrDefault(i => i.Major == Major) is { } installed ? new PgWaldump(_site.Scope.Runner, installed.BinDirectory) : null;

    private static PhoenixException Missing(int major) => new(
        ErrorCode.ToolMissing,
        string.Create(CultureInfo.InvariantCulture, $"PostgreSQL {major} is not installed here, and its pg_waldump reads the WAL that the proof needs"),
        string.Create(CultureInfo.InvariantCulture, $"install postgresql-{major} on the machine that runs Phoenix"));

    private sealed class MissingReader(int major) : IWalReader
    {
        public Task<CommitLog> ReadCommitsAsync(string directory, uint timeline, Lsn from, Lsn to, CancellationToken cancellationToken) => throw Missing(major);
    }
}
