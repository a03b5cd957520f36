using System.Diagnostics;

namespace Phoenix.Mutation;

/// <summary>A worker in a process of its own: a fault that loops or fills the memory ends with it.</summary>
internal sealed class WorkerProcess : IDisposable
{
    // For a test that only waits; a loop is known by its processor time, whatever else the machine does.
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(3);

    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public IReadOnlyList<string> Classes { get; private set; } = [];

    /// <summary>Processor time used so far.</summary>
    public TimeSpan Used
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a worker with <paramref name="mutant"/> switched on before anything runs.</summary>
    public static async Task<WorkerProcess> StartAsync(string tests, int mutant)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(WorkerProcess).Assembly.Location, "--worker", tests])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetDirectoryName(tests),
        };
        start.Environment["PHOENIX_MUTANT"] = $"{mutant}";
        start.Environment["CsCheck_Threads"] = "1";
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x30000000";
        var worker = new WorkerProcess(Process.Start(start)!);
        worker.Classes = (await worker.AnswerAsync(MostTime))?.Split(' ') ?? throw new InvalidOperationException("the worker did not start");
        return worker;
    }

    /// <summary>The answer; null when the worker died or was ended for using more than <paramref name="most"/> processor time.</summary>
    public Task<string?> AskAsync(int mutant, string testClass, TimeSpan most)
    {
        TimeSpan limit = Used + most;
        _process.StandardInput.WriteLine($"{mutant} {testClass}");
        _process.StandardInput.Flush();
        return AnswerAsync(limit);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task<string?> AnswerAsync(TimeSpan limit)
    {
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        var clock = Stopwatch.StartNew();
        while (await Task.WhenAny(line, Task.Delay(500)) != line)
        {
            if (!_process.HasExited && (Used > limit || clock.Elapsed > MostTime))
            {
                _process.Kill();
            }
        }

        return await line;
    }
}
