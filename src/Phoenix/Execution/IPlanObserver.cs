namespace Phoenix.Execution;

/// <summary>Is told of each step before it starts and after it ended; the runner goes on only once the call has returned.</summary>
public interface IPlanObserver
{
    /// <summary>Some steps ended, or will never run; and others are about to run. All at once, because to put it on record takes as long for ten as for one.</summary>
    /// <param name="ended">How steps ended, in that order.</param>
    /// <param name="starting">The steps that run when this has returned.</param>
    void Told(IReadOnlyList<StepResult> ended, IReadOnlyList<string> starting);
}
