namespace Phoenix.Stacks;

/// <summary>One part of a stack.</summary>
/// <param name="Name">Its name, e.g. <c>storage</c>.</param>
/// <param name="Needs">The layers that must be Ready before it is raised, and gone after it.</param>
/// <param name="Driver">How it is raised, destroyed and looked for.</param>
/// <param name="Gates">What must hold before it counts as Ready, in this order.</param>
/// <param name="Timeout">Bound of one up or wipe, gates apart.</param>
public sealed record Layer(string Name, IReadOnlyList<string> Needs, ILayerDriver Driver, IReadOnlyList<Gate> Gates, TimeSpan Timeout)
{
    /// <summary>How often an up or wipe that failed for a transient reason is tried again.</summary>
    public int Retries { get; init; }

    /// <summary>Whether other layers refer to its outputs; those of others are not read.</summary>
    public bool HasReaders { get; init; }

    /// <summary>Whether it is the database: what needs it is raised only once the rebirth was compared and published.</summary>
    public bool HoldsDatabase { get; init; }
}
