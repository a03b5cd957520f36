using Phoenix.Drills;
using Phoenix.Lab.Local;
using Phoenix.Lab.S3;
using Phoenix.Stacks;

namespace Phoenix.Lab.Sabotage;

/// <summary>A sabotage made of one act at one point, or of a changed intent.</summary>
/// <param name="lab">The lab.</param>
/// <param name="definition">What it does, and when.</param>
internal sealed class PlannedSabotage(LabStack lab, SabotageDefinition definition) : ISabotage
{
    public string Name => definition.Name;

    public string Summary => definition.Summary;

    public int FromCycle => definition.FromCycle;

    public bool BreaksRecord => definition.At is SabotagePoint.BeforeSeal or SabotagePoint.AfterSeal;

    public bool TookEffect { get; private set; }

    public async Task ActAsync(SabotagePoint point, SabotageScene scene, CancellationToken cancellationToken)
    {
        if (point == definition.At && definition.Act is not null)
        {
            await definition.Act(lab, scene, cancellationToken);

            // Faults of the endpoint break something only when a request meets them, which is known at the end.
            TookEffect = !definition.ByFault;
        }
        else if (point == SabotagePoint.AfterCycle)
        {
            lab.Tampering = null;
            lab.LabDatabase.RestoreStanza = null;
            using S3EndpointAdmin admin = lab.OpenEndpointAdmin();
            TookEffect |= (await admin.GetFaultsAsync(cancellationToken)).Any(f => f.Hits > 0);
            await admin.ClearFaultsAsync(cancellationToken);
        }
    }

    public async Task<RebirthIntent> AlterAsync(RebirthIntent intent, SabotageScene scene, CancellationToken cancellationToken)
    {
        RebirthIntent altered = definition.Alter is null ? intent : await definition.Alter(scene, intent, cancellationToken);
        TookEffect |= altered != intent;
        return altered;
    }
}
