namespace Phoenix.Execution;

/// <summary>Is told of each step before it starts and after it ended; the runner goes on only once the call has returned.</summary>
public interface IPlanObserver
{
    /// <summary>A step is about to run.</summary>
    void Starting(string step);

    /// <summary>A step ended, or will never run.</summary>
    void Ended(StepResult result);
}
