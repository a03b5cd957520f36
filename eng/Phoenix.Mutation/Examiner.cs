namespace Phoenix.Mutation;

/// <summary>Finds out which faults the tests notice.</summary>
internal sealed class Examiner(string tests) : IDisposable
{
    private const string TooLong = "ended for using too much time or memory";

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(4);

    private readonly List<(string Name, HashSet<int> Reached, TimeSpan Most)> _classes = [];
    private WorkerProcess? _worker;

    // Faults come in the order of the files, and the neighbour's killer is often one's own.
    private string? _lastKiller;

    /// <summary>Runs every class without a fault: it must pass, and tells which faults it runs through. The quick ones will be asked first.</summary>
    public async Task MeasureAsync()
    {
        _worker = await WorkerProcess.StartAsync(tests, 0);
        List<(string Name, HashSet<int> Reached, TimeSpan Used)> measured = [];
        foreach (string name in _worker.Classes)
        {
            TimeSpan before = _worker.Used;
            string? answer = await _worker.AskAsync(0, name, TimeSpan.FromMinutes(3));
            if (answer?.StartsWith("reached", StringComparison.Ordinal) != true)
            {
                throw new InvalidOperationException($"{name} fails without any fault: {answer}");
            }

            HashSet<int> reached = [.. answer.Split(' ').Skip(1).Where(w => w.Length > 0).Select(w => int.Parse(w, System.Globalization.CultureInfo.InvariantCulture))];
            measured.Add((name, reached, _worker.Used - before));
        }

        _classes.AddRange(measured.OrderBy(m => m.Used).Select(m => (m.Name, m.Reached, Least + (5 * m.Used))));
    }

    /// <summary>The test that notices the fault; null when none does.</summary>
    public async Task<string?> KillerAsync(Mutation mutation)
    {
        foreach ((string name, _, TimeSpan most) in _classes.Where(c => c.Reached.Contains(mutation.Id)).OrderByDescending(c => c.Name == _lastKiller))
        {
            _worker ??= await WorkerProcess.StartAsync(tests, 0);
            string? answer = await _worker.AskAsync(mutation.Id, name, most);
            if (answer != "passed")
            {
                Drop(answer is null);
                _lastKiller = name;
                return answer?["failed ".Length..] ?? TooLong;
            }
        }

        // What tests share was made without the fault: whatever survives is tried again in a process that has had it from the start.
        using WorkerProcess fresh = await WorkerProcess.StartAsync(tests, mutation.Id);
        foreach ((string name, _, TimeSpan most) in _classes)
        {
            string? answer = await fresh.AskAsync(mutation.Id, name, most);
            if (answer != "passed")
            {
                return answer?["failed ".Length..] ?? TooLong;
            }
        }

        return null;
    }

    /// <summary>Whether any test runs through it.</summary>
    public bool IsReached(Mutation mutation) => _classes.Any(c => c.Reached.Contains(mutation.Id));

    public void Dispose() => Drop(true);

    private void Drop(bool dead)
    {
        if (dead)
        {
            _worker?.Dispose();
            _worker = null;
        }
    }
}
