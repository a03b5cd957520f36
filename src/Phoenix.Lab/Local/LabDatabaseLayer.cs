using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Rebirths;
using Phoenix.Stacks;

namespace Phoenix.Lab.Local;

/// <summary>The lab's database as what a declared stack needs of it: opened, claimed, raised, let go.</summary>
/// <param name="lab">The lab.</param>
public sealed class LabDatabaseLayer(LabStack lab) : IDatabaseLayer
{
    private readonly LabSite _site = lab.Site;

    private RepositoryOwnership Ownership => new(lab.Objects, lab.Repository.Location, _site.Record.Id);

    /// <inheritdoc/>
    public IDatabase Database => lab.Database;

    /// <inheritdoc/>
    public IRepository Repository => lab.Repository;

    /// <inheritdoc/>
    public RepositoryLocation? ConfiguredLocation => lab.ConfiguredLocation;

    /// <inheritdoc/>
    public string? Incarnation => lab.Incarnation;

    /// <inheritdoc/>
    public IObjectStore Objects => lab.Objects;

    /// <inheritdoc/>
    public IFence Fence => lab.Fence;

    /// <inheritdoc/>
    public IWalReader Wal => lab.Wal;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Versions => lab.Versions;

    /// <inheritdoc/>
    public bool IsPublished => lab.LabDatabase.IsPublished;

    /// <inheritdoc/>
    public bool WasPublished => File.Exists(_site.Paths.PublishedOnce);

    /// <inheritdoc/>
    public ILayerDriver Driver(RebirthIntent intent) => new LabLayer(lab, intent);

    /// <inheritdoc/>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        lab.RefuseOtherRepository();
        await _site.Credentials.EnsureAsync(cancellationToken);
        if (_site.Credentials.IsCut)
        {
            // A wipe that did not end: what is left can never archive again, and its gate passed before it was cut off.
            await new LabLayer(lab, new RebirthIntent.Initialize()).WipeAsync(cancellationToken);
        }

        _site.Node().Thaw();
    }

    /// <inheritdoc/>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        if (!lab.LabDatabase.IsRunning)
        {
            await lab.LabDatabase.StartAsync(cancellationToken);
        }

        await lab.Database.PublishAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<RepositoryClaim> ClaimAsync(bool fenced, CancellationToken cancellationToken)
    {
        // Before pgBackRest reads it: with a passphrase of its own, which does not decrypt it, this lab would only see damage.
        bool owned = await Ownership.IsOursAsync(cancellationToken);
        if (!owned && await HoldsStanzaAsync(cancellationToken))
        {
            return new RepositoryClaim(IsEmpty: false, MayInitialize: false, await Ownership.TakeOverAsync(fenced, cancellationToken));
        }

        RepositoryInfo info = await lab.Repository.ReadInfoAsync(cancellationToken);
        if (info.StatusCode != 1 && !(owned && info.Backups.Count == 0))
        {
            return owned
                ? new RepositoryClaim(IsEmpty: false, MayInitialize: false, TakenOverFrom: null)
                : new RepositoryClaim(IsEmpty: false, MayInitialize: false, await Ownership.TakeOverAsync(fenced, cancellationToken));
        }

        if (File.Exists(_site.Paths.PublishedOnce))
        {
            throw new PhoenixException(
                ErrorCode.RebirthRefused,
                $"this lab had a database, and the repository {lab.Repository.Location.Bucket}{lab.Repository.Location.Path} holds no backup of it: a new, empty one is never made in its place",
                "check the PHOENIX_S3_ variables and the endpoint's data; or give the lab up with 'phoenix lab down --delete'");
        }

        // A lab that Phoenix has just made is the one place where initdb needs no asking: nothing can be lost here.
        await Ownership.ClaimAsync(cancellationToken);
        return new RepositoryClaim(IsEmpty: true, MayInitialize: true, TakenOverFrom: null);
    }

    /// <inheritdoc/>
    public Task<RepositoryStanding> ReadStandingAsync(CancellationToken cancellationToken) => lab.EndpointIsDown
        ? throw new PhoenixException(ErrorCode.RepositoryUnavailable, "the lab's S3 endpoint, which holds the repository, does not run", "start it with: phoenix lab up")
        : Ownership.ReadStandingAsync(cancellationToken);

    /// <inheritdoc/>
    public Task ReleaseAsync(CancellationToken cancellationToken) => Ownership.ReleaseAsync(cancellationToken);

    /// <inheritdoc/>
    public Task ConfirmAsync(CancellationToken cancellationToken) => Ownership.ConfirmAsync(cancellationToken);

    private async Task<bool> HoldsStanzaAsync(CancellationToken cancellationToken)
    {
        RepositoryLocation at = lab.Repository.Location;
        foreach (string part in (string[])["archive", "backup"])
        {
            await foreach (StoredObject _ in lab.Objects.ListAsync($"{at.Path.Trim('/')}/{part}/{at.Stanza}/", cancellationToken))
            {
                return true;
            }
        }

        return false;
    }
}
