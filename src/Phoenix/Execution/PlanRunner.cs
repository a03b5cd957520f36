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
        var order = new PlanOrder(steps);
        List<StepResult> results = [];
        List<Task<StepResult>> running = [];
        int told = 0;
        try
        {
            while (true)
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    results.AddRange(order.GiveUp());
                }

                List<PlanStep> starting = [];
                while (running.Count + starting.Count < parallelism && order.Next() is PlanStep next)
                {
                    starting.Add(next);
                }

                Tell(starting);
                running.AddRange(starting.Select(s => RunOneAsync(s, cancellationToken)));
                if (running.Count == 0)
                {
                    return results;
                }

                await Task.WhenAny(running);

                // All that ended meanwhile: they are put on record together, and with what starts next.
                foreach (Task<StepResult> done in running.Where(t => t.IsCompleted).ToArray())
                {
                    running.Remove(done);
                    StepResult result = await done;
                    results.Add(result);
                    results.AddRange(order.Ended(result));
                }
            }
        }
        finally
        {
            // Only after a fault of the observer is anything left here: what was begun is not left to itself.
            await Task.WhenAll(running);
        }

        void Tell(List<PlanStep> starting)
        {
            StepResult[] ended = [.. results.Skip(told)];
            string[] names = [.. starting.Where(s => s.DoneBefore is null).Select(s => s.Name)];
            told = results.Count;
            if (ended.Length > 0 || names.Length > 0)
            {
                observer.Told(ended, names);
            }
        }
    }

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
