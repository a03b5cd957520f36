using Phoenix.Ports;

namespace Phoenix.Stacks;

/// <summary>Everything a wipe destroys and a create rebuilds, and what stays outside of it.</summary>
public interface IStack : IDatabaseSite
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Its layers, with the database layer bound to <paramref name="intent"/>.</summary>
    LayerGraph Layers(RebirthIntent intent);

    /// <summary>How many layers may be raised or destroyed at once, at least 1.</summary>
    int Parallelism { get; }

    /// <summary>Finish lines with a clock of their own: each is reached when all its layers are Ready.</summary>
    IReadOnlyDictionary<string, IReadOnlyList<string>> Milestones { get; }

    /// <summary>The owner's queries.</summary>
    IReadOnlyList<ProofQuery> Queries { get; }

    /// <summary>Brings the stack to where it can be drilled: raised and published. Raises what is missing; destroys nothing that was published.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);
}
