using Phoenix.Drills;
using Phoenix.Lab.Local;

namespace Phoenix.Lab.Sabotage;

/// <summary>A sabotage that can be asked for.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Summary">What is broken.</param>
/// <param name="Make">Makes it for one lab.</param>
public sealed record SabotageDefinition(string Name, string Summary, Func<LabStack, ISabotage> Make);
