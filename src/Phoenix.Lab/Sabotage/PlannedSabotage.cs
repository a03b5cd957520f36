using Phoenix.Drills;
using Phoenix.Lab.Local;
using Phoenix.Lab.S3;
using Phoenix.Stacks;

namespace Phoenix.Lab.Sabotage;

/// <summary>A sabotage made of one act at one point, or of a changed intent.</summary>
/// <param name="lab">The lab.</param>
/// <param name="name">Its name.</param>
/// <param name="summary">What is broken.</param>
/// <param name="at">When it acts; null for never.</param>
/// <param name="byFault">Whether it acts through faults of the S3 endpoint.</param>
/// <param name="act">What it does.</param>
/// <param name="alter">What it makes of the rebirth's intent.</param>
internal sealed class PlannedSabotage(
    LabStack lab,
    string name,
    string summary,
    SabotagePoint? at,
    bool byFault,
    Func<LabStack, SabotageScene, CancellationToken, Task> act,
    Func<RebirthIntent, RebirthIntent> alter) : ISabotage
{
    public string Name => name;

    public string Summary => summary;

    public bool TookEffect { get; private set; }

    public async Task ActAsync(SabotagePoint point, SabotageScene scene, CancellationToken cancellationToken)
    {
        if (point == at)
        {
            await act(lab, scene, cancellationToken);

            // Faults of the endpoint break something only when a request meets them, which is known at the end.
            TookEffect = !byFault;
        }
        else if (point == SabotagePoint.AfterCycle)
        {
            lab.Tampering = null;
            using S3EndpointAdmin admin = lab.OpenEndpointAdmin();
            TookEffect |= (await admin.GetFaultsAsync(cancellationToken)).Any(f => f.Hits > 0);
            await admin.ClearFaultsAsync(cancellationToken);
        }
    }

    public RebirthIntent Alter(RebirthIntent intent)
    {
        RebirthIntent altered = alter(intent);
        TookEffect |= altered != intent;
        return altered;
    }
}
