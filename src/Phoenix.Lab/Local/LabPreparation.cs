using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Rebirths;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Lab.Local;

/// <summary>Brings a lab to where it can be used, from whatever state an earlier command, killed or not, left it in.</summary>
/// <param name="stack">The lab's stack.</param>
public sealed class LabPreparation(LabStack stack)
{
    private readonly LabSite _site = stack.Site;
    private readonly LabDatabaseLayer _layer = new(stack);

    /// <summary>Raises, restores or starts what is needed; a running, published database is left as it is.</summary>
    /// <exception cref="PhoenixException">RebirthRefused: the repository holds something that this lab must not take over.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (stack.LabDatabase is { IsPublished: true, IsRunning: true, IsNew: false } && !_site.Credentials.IsCut && stack.ConfiguredLocation == _site.Credentials.Location)
        {
            // The usual case: S3 and the server are asked side by side. Neither needs the other.
            _site.Node().Thaw();
            await Task.WhenAll(_site.Credentials.EnsureAsync(cancellationToken), Task.Run(() => stack.Database.PublishAsync(cancellationToken), cancellationToken));
            return;
        }

        await _layer.OpenAsync(cancellationToken);
        if (_layer.IsPublished)
        {
            await _layer.ResumeAsync(cancellationToken);
            return;
        }

        RepositoryClaim claim = await _layer.ClaimAsync(fenced: false, cancellationToken);
        RebirthIntent intent = await RebirthChoice.ChooseAsync(_layer, claim, RecoveryTarget.Latest, initialize: false, cancellationToken);
        await _layer.Driver(intent).UpAsync(cancellationToken);
        if (intent is RebirthIntent.Restore)
        {
            await CompareAsync(cancellationToken);
        }
        else
        {
            // Raising took seconds: where puts cannot be conditional, a lab that claimed the repository in the same moment has put its name there by now.
            await _layer.ConfirmAsync(cancellationToken);
        }

        await stack.Database.PublishAsync(cancellationToken);
    }

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        ServerObservation reborn = await stack.Database.ObserveAsync(cancellationToken);
        Witness? witness = await new WitnessStore(stack).ReadAsync(cancellationToken);
        if (witness is not null && RebirthComparison.Refuse(reborn, witness, RecoveryTarget.Latest) is { } refused)
        {
            await stack.Database.DiscardAsync(CancellationToken.None);
            throw new PhoenixException(
                refused.Code, refused.Message, "this lab's repository is damaged (a sabotage does that on purpose); remove the lab with 'phoenix lab down --delete'", refused);
        }
    }
}
