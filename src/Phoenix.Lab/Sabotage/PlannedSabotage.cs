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
/// <param name="act">What it does.</param>
/// <param name="alter">What it makes of the rebirth's intent.</param>
internal sealed class PlannedSabotage(
    LabStack lab,
    string name,
    string summary,
    SabotagePoint? at,
    Func<LabStack, SabotageScene, CancellationToken, Task> act,
    Func<RebirthIntent, RebirthIntent> alter) : ISabotage
{
    public string Name => name;

    public string Summary => summary;

    public async Task ActAsync(SabotagePoint point, SabotageScene scene, CancellationToken cancellationToken)
    {
        if (point == at)
        {
            await act(lab, scene, cancellationToken);
        }
        else if (point == SabotagePoint.AfterCycle)
        {
            lab.Tampering = null;
            using S3EndpointAdmin admin = lab.OpenEndpointAdmin();
            await admin.ClearFaultsAsync(cancellationToken);
        }
    }

    public RebirthIntent Alter(RebirthIntent intent) => alter(intent);
}
