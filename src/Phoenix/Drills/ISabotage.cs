using Phoenix.Stacks;

namespace Phoenix.Drills;

/// <summary>Breaks one thing on purpose, to see the drill catch it. Only for labs.</summary>
public interface ISabotage
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>What is broken, one sentence.</summary>
    string Summary { get; }

    /// <summary>The first cycle that it acts in: some need a former life to go wrong with.</summary>
    int FromCycle { get; }

    /// <summary>Whether it breaks the record of the run after the verdict; that verdict is then never Proven, since nothing tested it.</summary>
    bool BreaksRecord { get; }

    /// <summary>Whether it really broke something so far; one that did not must not be taken for one that was survived.</summary>
    bool TookEffect { get; }

    /// <summary>Acts at one point of the cycle; does nothing at the others.</summary>
    Task ActAsync(SabotagePoint point, SabotageScene scene, CancellationToken cancellationToken);

    /// <summary>Changes what the rebirth is asked to do; most leave it as it is.</summary>
    Task<RebirthIntent> AlterAsync(RebirthIntent intent, SabotageScene scene, CancellationToken cancellationToken);
}
