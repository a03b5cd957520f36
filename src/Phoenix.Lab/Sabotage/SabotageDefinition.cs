using Phoenix.Drills;
using Phoenix.Lab.Local;
using Phoenix.Stacks;

namespace Phoenix.Lab.Sabotage;

/// <summary>A sabotage that can be asked for.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Summary">What is broken.</param>
/// <param name="CaughtBy">The checker or step that must name the cause; <c>seal</c> for the last look at the record. Anything else that stops the drill has not caught it.</param>
/// <param name="Cause">A regular expression that what it says must match: a step can fail for other reasons, too.</param>
public sealed record SabotageDefinition(string Name, string Summary, string CaughtBy, string Cause)
{
    /// <summary>What stands for the last look at journal and evidence in <see cref="CaughtBy"/>.</summary>
    public const string Seal = "seal";

    /// <summary>The first cycle that it acts in.</summary>
    public int FromCycle { get; init; } = 1;

    /// <summary>When it acts; null for never.</summary>
    internal SabotagePoint? At { get; init; }

    /// <summary>What it does then.</summary>
    internal Func<LabStack, SabotageScene, CancellationToken, Task>? Act { get; init; }

    /// <summary>What it makes of the rebirth's intent; null for nothing.</summary>
    internal Func<SabotageScene, RebirthIntent, CancellationToken, Task<RebirthIntent>>? Alter { get; init; }

    /// <summary>Whether it acts through faults of the S3 endpoint, which break something only when a request meets them.</summary>
    internal bool ByFault { get; init; }

    /// <summary>Makes it for one lab.</summary>
    public ISabotage Make(LabStack lab) => new PlannedSabotage(lab, this);
}
