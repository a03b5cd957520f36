using Phoenix.Plans;

namespace Phoenix.Execution;

/// <summary>
/// Which step of a plan may run next. Each end is looked at once, so that a plan of thousands costs no more than its needs. (Sets and queries of numbers would be compiled at each
/// start; lists of them are not.)
/// </summary>
internal sealed class PlanOrder
{
    private readonly IReadOnlyList<PlanStep> _steps;
    private readonly Dictionary<string, int> _index = [];
    private readonly List<int>[] _dependents;
    private readonly int[] _open;
    private readonly List<int> _ready = []; // ascending
    private readonly bool[] _waiting;

    /// <summary>Begins with the steps that need nothing.</summary>
    /// <exception cref="InvalidOperationException">A need is no step of the plan, or steps need each other.</exception>
    public PlanOrder(IReadOnlyList<PlanStep> steps)
    {
        _steps = steps;
        _dependents = [.. steps.Select(_ => new List<int>())];
        _open = new int[steps.Count];
        _waiting = new bool[steps.Count];
        for (int i = 0; i < steps.Count; i++)
        {
            _index.Add(steps[i].Name, i);
            _waiting[i] = true;
        }

        for (int i = 0; i < steps.Count; i++)
        {
            foreach (string need in steps[i].Needs.Distinct())
            {
                _dependents[_index.TryGetValue(need, out int needed) ? needed : throw new InvalidOperationException($"step {steps[i].Name} waits for {need}, which is no step")].Add(i);
                _open[i]++;
            }

            if (_open[i] == 0)
            {
                _ready.Add(i);
            }
        }

        ThrowIfCircular();
    }

    /// <summary>Takes the step that runs next, by the order of the plan; null while none can.</summary>
    public PlanStep? Next()
    {
        if (_ready.Count == 0)
        {
            return null;
        }

        int next = _ready[0];
        _ready.RemoveAt(0);
        _waiting[next] = false;
        return _steps[next];
    }

    /// <summary>Takes the end of a step into account.</summary>
    /// <returns>The steps that will never run because of it.</returns>
    public IReadOnlyList<StepResult> Ended(StepResult ended)
    {
        List<StepResult> blocked = [];
        Queue<StepResult> looked = new([ended]);
        while (looked.TryDequeue(out StepResult? result))
        {
            foreach (int dependent in _dependents[_index[result.Name]])
            {
                PlanStep step = _steps[dependent];
                if (!_waiting[dependent])
                {
                    continue;
                }

                if (!step.Regardless && result.State is not (StepState.Succeeded or StepState.Skipped))
                {
                    _waiting[dependent] = false;
                    var never = new StepResult(step.Name, StepState.Blocked, $"needs {result.Name}, which {Past(result.State)}", TimeSpan.Zero);
                    blocked.Add(never);
                    looked.Enqueue(never);
                }
                else if (--_open[dependent] == 0)
                {
                    _ready.Insert(~_ready.BinarySearch(dependent), dependent);
                }
            }
        }

        return blocked;
    }

    /// <summary>Gives up all that has not begun: the run was interrupted.</summary>
    public IReadOnlyList<StepResult> GiveUp()
    {
        StepResult[] never = [.. _steps.Where((_, i) => _waiting[i]).Select(s => new StepResult(s.Name, StepState.Cancelled, "the run was interrupted", TimeSpan.Zero))];
        Array.Clear(_waiting);
        _ready.Clear();
        return never;
    }

    // It would end early, as if all were done.
    private void ThrowIfCircular()
    {
        int[] open = [.. _open];
        Queue<int> free = new(_ready);
        int seen = 0;
        while (free.TryDequeue(out int next))
        {
            seen++;
            foreach (int dependent in _dependents[next])
            {
                if (--open[dependent] == 0)
                {
                    free.Enqueue(dependent);
                }
            }
        }

        if (seen < _steps.Count)
        {
            throw new InvalidOperationException($"steps wait for each other: {string.Join(", ", Enumerable.Range(0, open.Length).Where(i => open[i] > 0).Select(i => _steps[i].Name))}");
        }
    }

    private static string Past(StepState state) => state switch
    {
        StepState.Failed => "failed",
        StepState.Blocked => "was blocked",
        _ => "was cancelled",
    };
}
