using Phoenix.Execution;
using Phoenix.Proof;

namespace Phoenix.Rebirths;

/// <summary>How a stack was raised.</summary>
/// <param name="Layers">How each layer ended, in the order in which they ended.</param>
/// <param name="Database">What became of the database.</param>
/// <param name="Witness">What the rebirth was compared with; null for none.</param>
public sealed record RaisedStack(IReadOnlyList<StepResult> Layers, RaisedDatabase Database, Witness? Witness)
{
    /// <summary>Whether every layer is Ready.</summary>
    public bool IsWhole => Layers.All(l => l.State is StepState.Succeeded or StepState.Skipped);
}
