using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Lab.Local;

/// <summary>Brings a lab to where it can be used, from whatever state an earlier command, killed or not, left it in.</summary>
/// <param name="stack">The lab's stack.</param>
public sealed class LabPreparation(LabStack stack)
{
    private readonly LabSite _site = stack.Site;

    private LabOwnership Ownership => new(stack.Objects, stack.Repository.Location, _site.Record.Id);

    /// <summary>Raises, restores or starts what is needed; a running, published database is left as it is.</summary>
    /// <exception cref="PhoenixException">RebirthRefused: the repository holds something that this lab must not take over.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (stack.ConfiguredLocation is RepositoryLocation at && at != _site.Credentials.Location)
        {
            throw new PhoenixException(
                ErrorCode.Configuration,
                $"this lab's database archives to {at.Endpoint} {at.Bucket}{at.Path}, and these settings name {_site.Credentials.Location.Endpoint} {_site.Credentials.Location.Bucket}{_site.Credentials.Location.Path}",
                "set the PHOENIX_S3_ variables as they were when the lab was made, or use another lab with --lab NAME");
        }

        if (stack.LabDatabase is { IsPublished: true, IsRunning: true, IsNew: false } && !_site.Credentials.IsCut)
        {
            // The usual case: S3 and the server are asked side by side. Neither needs the other.
            _site.Node().Thaw();
            await Task.WhenAll(_site.Credentials.EnsureAsync(cancellationToken), Task.Run(() => stack.Database.PublishAsync(cancellationToken), cancellationToken));
            return;
        }

        await _site.Credentials.EnsureAsync(cancellationToken);
        if (_site.Credentials.IsCut)
        {
            // A wipe that did not end: what is left can never archive again, and its gate passed before it was cut off.
            await WipeAsync(cancellationToken);
        }

        _site.Node().Thaw();
        if (stack.LabDatabase.IsPublished)
        {
            if (!stack.LabDatabase.IsRunning)
            {
                await stack.LabDatabase.StartAsync(cancellationToken);
            }

            await stack.Database.PublishAsync(cancellationToken);
            return;
        }

        RebirthIntent intent = await ChooseAsync(cancellationToken);
        IReadOnlyList<StepResult> results = await new LayerRunner(_site.Time, new Quiet()).RaiseAsync(stack.Layers(intent), 1, cancellationToken);
        if (results.FirstOrDefault(r => r.State != StepState.Succeeded) is { } failed)
        {
            throw failed.Error ?? new PhoenixException(ErrorCode.LayerFailed, $"layer {failed.Name}: {failed.Reason}", "look at the lab's logs");
        }

        if (intent is RebirthIntent.Restore)
        {
            await CompareAsync(cancellationToken);
        }
        else
        {
            // Raising took seconds: where puts cannot be conditional, a lab that claimed the repository in the same moment has put its name there by now.
            await Ownership.ConfirmAsync(cancellationToken);
        }

        await stack.Database.PublishAsync(cancellationToken);
    }

    /// <summary>Destroys all layers.</summary>
    public async Task WipeAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<StepResult> results = await new LayerRunner(_site.Time, new Quiet()).WipeAsync(stack.Layers(new RebirthIntent.Initialize()), cancellationToken);
        if (results.FirstOrDefault(r => r.State != StepState.Succeeded) is { } failed)
        {
            throw failed.Error ?? new PhoenixException(ErrorCode.LayerFailed, $"layer {failed.Name}: {failed.Reason}", "look at the lab's logs");
        }
    }

    private async Task<RebirthIntent> ChooseAsync(CancellationToken cancellationToken)
    {
        // Before pgBackRest reads it: with a passphrase of its own, which does not decrypt it, this lab would only see damage.
        bool owned = await Ownership.IsOursAsync(cancellationToken);
        if (!owned && await HoldsStanzaAsync(cancellationToken))
        {
            throw NotOurs();
        }

        RepositoryInfo info = await stack.Repository.ReadInfoAsync(cancellationToken);
        if (info.StatusCode == 1 || (owned && info.Backups.Count == 0))
        {
            // A lab that Phoenix has just made is the one place where initdb needs no asking: nothing can be lost here.
            if (File.Exists(_site.Paths.PublishedOnce))
            {
                throw new PhoenixException(
                    ErrorCode.RebirthRefused,
                    $"this lab had a database, and the repository {stack.Repository.Location.Bucket}{stack.Repository.Location.Path} holds no backup of it: a new, empty one is never made in its place",
                    "check the PHOENIX_S3_ variables and the endpoint's data; or give the lab up with 'phoenix lab down --delete'");
            }

            await Ownership.ClaimAsync(cancellationToken);
            return new RebirthIntent.Initialize();
        }

        if (!owned)
        {
            throw NotOurs();
        }

        ArchiveListing listing = await stack.Repository.ListArchiveAsync(cancellationToken);
        uint timeline = listing.Histories.DefaultIfEmpty(1u).Max();
        TimelineHistory path = timeline == 1
            ? TimelineHistory.Root(1)
            : await stack.Repository.ReadHistoryAsync(timeline, cancellationToken)
                ?? throw new PhoenixException(ErrorCode.RebirthRefused, $"{TimelineHistory.FileName(timeline)} cannot be read", "the repository changed while it was read; run again");
        return new RebirthIntent.Restore(new RestoreRequest(RecoveryTarget.Latest, null, path, listing.Newest(timeline, WalSegment.DefaultSize)));
    }

    private async Task<bool> HoldsStanzaAsync(CancellationToken cancellationToken)
    {
        RepositoryLocation at = stack.Repository.Location;
        foreach (string part in (string[])["archive", "backup"])
        {
            await foreach (StoredObject _ in stack.Objects.ListAsync($"{at.Path.Trim('/')}/{part}/{at.Stanza}/", cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    private PhoenixException NotOurs() => new(
        ErrorCode.RebirthRefused,
        $"the repository {stack.Repository.Location.Bucket}{stack.Repository.Location.Path} already holds stanza {stack.Repository.Location.Stanza}, which this lab did not make",
        "point the lab at an empty path; an existing repository is never taken over");

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        ServerObservation reborn = await stack.Database.ObserveAsync(cancellationToken);
        Witness? witness = await new WitnessStore(stack).ReadAsync(cancellationToken);
        TimelineSwitch? fork = reborn.History?.Switches.FirstOrDefault(s => s.Parent == witness?.Timeline);
        bool lost = fork is null || fork.At < witness?.MustReplayTo;
        if (witness is not null && (reborn.SystemIdentifier != witness.SystemIdentifier || lost))
        {
            await stack.Database.DiscardAsync(CancellationToken.None);
            throw new PhoenixException(
                ErrorCode.RebirthRefused,
                $"the lab's repository gives back less than its witness knows: replayed to {fork?.At}, known to be archived up to {witness.MustReplayTo}",
                "this lab's repository is damaged (a sabotage does that on purpose); remove the lab with 'phoenix lab down --delete'");
        }
    }

    private sealed class Quiet : ILayerObserver
    {
        public void Starting(string layer, LayerPhase phase)
        {
        }

        public void Ended(StepResult result, LayerPhase phase)
        {
        }
    }
}
