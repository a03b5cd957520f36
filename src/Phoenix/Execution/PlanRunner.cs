using Phoenix.Errors;
using Phoenix.Plans;

namespace Phoenix.Execution;

/// <summary>
/// Runs the steps of a plan: each as soon as its needs have succeeded, a bounded number at once. A failure blocks what depends on it; independent
/// steps finish. On cancellation nothing new starts, and what runs is awaited.
/// </summary>
/// <param name="time">The clock for bounds and durations.</param>
/// <param name="observer">Is told of each step; what it throws ends the run, because a step that is not on record must not happen.</param>
public sealed class PlanRunner(TimeProvider time, IPlanObserver observer)
{
    /// <summary>Runs all steps and returns one result each, in the order in which they ended.</summary>
    /// <param name="steps">The plan; needs must name steps of the same plan.</param>
    /// <param name="parallelism">How many may run at once, at least 1.</param>
    /// <param name="cancellationToken">Stops the run between steps and reaches the running ones.</param>
    public async Task<IReadOnlyList<StepResult>> RunAsync(IReadOnlyList<PlanStep> steps, int parallelism, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        Dictionary<string, StepResult> ended = [];
        List<StepResult> results = [];
        List<PlanStep> waiting = [.. steps];
        Dictionary<Task<StepResult>, string> running = [];
        try
        {
            await DriveAsync();
            return results;
        }
        finally
        {
            // Only after a fault of the observer is anything left here: what was begun is not left to itself.
            await Task.WhenAll(running.Keys);
        }

        async Task DriveAsync()
        {
            while (waiting.Count > 0 || running.Count > 0)
            {
                foreach (PlanStep step in waiting.ToArray())
                {
                    if (NotRunnable(step) is (StepState state, string reason))
                    {
                        waiting.Remove(step);
                        Record(new StepResult(step.Name, state, reason, TimeSpan.Zero));
                    }
                    else if (running.Count < parallelism && step.Needs.All(n => ended.TryGetValue(n, out StepResult? r) && (step.Regardless || Satisfies(r))))
                    {
                        waiting.Remove(step);
                        if (step.DoneBefore is null)
                        {
                            observer.Starting(step.Name);
                        }

                        running.Add(RunOneAsync(step, cancellationToken), step.Name);
                    }
                }

                if (running.Count == 0)
                {
                    if (waiting.Count > 0 && !waiting.Any(s => NotRunnable(s) is not null))
                    {
                        throw new InvalidOperationException($"steps wait for something that no step is: {string.Join(", ", waiting.Select(s => s.Name))}");
                    }

                    continue;
                }

                Task<StepResult> first = await Task.WhenAny(running.Keys);
                running.Remove(first);
                Record(await first);
            }
        }

        void Record(StepResult result)
        {
            ended.Add(result.Name, result);
            results.Add(result);
            observer.Ended(result);
        }

        (StepState, string)? NotRunnable(PlanStep step)
        {
            foreach (string need in step.Regardless ? [] : step.Needs)
            {
                if (ended.TryGetValue(need, out StepResult? result) && !Satisfies(result))
                {
                    return (StepState.Blocked, $"needs {need}, which {Past(result.State)}");
                }
            }

            return cancellationToken.IsCancellationRequested ? (StepState.Cancelled, "the run was interrupted") : null;
        }
    }

    private static bool Satisfies(StepResult result) => result.State is StepState.Succeeded or StepState.Skipped;

    private static string Past(StepState state) => state switch
    {
        StepState.Failed => "failed",
        StepState.Blocked => "was blocked",
        _ => "was cancelled",
    };

    private async Task<StepResult> RunOneAsync(PlanStep step, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        using CancellationTokenSource bound = new(step.Timeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            // The step may block before its first await; the runner must not.
            await Task.Run(() => step.Run(either.Token), CancellationToken.None);
            return new StepResult(step.Name, step.DoneBefore is null ? StepState.Succeeded : StepState.Skipped, step.DoneBefore, time.GetElapsedTime(start));
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            return new StepResult(step.Name, StepState.Cancelled, "interrupted", time.GetElapsedTime(start), e);
        }
        catch (OperationCanceledException e) when (bound.IsCancellationRequested)
        {
            var timeout = new PhoenixException(ErrorCode.TimedOut, $"'{step.Name}' did not end within {step.Timeout.TotalSeconds:0} s", "look at the last lines of its log", e);
            return new StepResult(step.Name, StepState.Failed, timeout.Message, time.GetElapsedTime(start), timeout);
        }
        catch (Exception e)
        {
            // Every fault becomes the step's result: the caller decides, and the journal has it.
            return new StepResult(step.Name, StepState.Failed, e.Message, time.GetElapsedTime(start), e);
        }
    }
}
