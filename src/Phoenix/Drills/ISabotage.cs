using Phoenix.Stacks;

namespace Phoenix.Drills;

/// <summary>Breaks one thing on purpose, to see the drill catch it. Only for labs.</summary>
public interface ISabotage
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>What is broken, one sentence.</summary>
    string Summary { get; }

    /// <summary>Whether it really broke something so far; one that did not must not be taken for one that was survived.</summary>
    bool TookEffect { get; }

    /// <summary>Acts at one point of the cycle; does nothing at the others.</summary>
    Task ActAsync(SabotagePoint point, SabotageScene scene, CancellationToken cancellationToken);

    /// <summary>Changes what the rebirth is asked to do; most leave it as it is.</summary>
    RebirthIntent Alter(RebirthIntent intent);
}
