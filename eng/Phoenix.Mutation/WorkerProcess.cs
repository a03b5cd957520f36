using System.Diagnostics;

namespace Phoenix.Mutation;

/// <summary>A worker in a process of its own: a fault that loops or fills the memory ends with it.</summary>
internal sealed class WorkerProcess : IDisposable
{
    // A loop burns processor time whatever else the machine does; a test that only waits uses none.
    private static readonly TimeSpan MostProcessorTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(3);

    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public IReadOnlyList<string> Classes { get; private set; } = [];

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
        worker.Classes = (await worker.AnswerAsync(TimeSpan.Zero))?.Split(' ') ?? throw new InvalidOperationException("the worker did not start");
        return worker;
    }

    /// <summary>The answer; null when the worker died or was ended for taking too long.</summary>
    public Task<string?> AskAsync(int mutant, string testClass)
    {
        TimeSpan used = _process.TotalProcessorTime;
        _process.StandardInput.WriteLine($"{mutant} {testClass}");
        _process.StandardInput.Flush();
        return AnswerAsync(used);
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

    private async Task<string?> AnswerAsync(TimeSpan used)
    {
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        var clock = Stopwatch.StartNew();
        while (await Task.WhenAny(line, Task.Delay(500)) != line)
        {
            _process.Refresh();
            if (!_process.HasExited && (_process.TotalProcessorTime - used > MostProcessorTime || clock.Elapsed > MostTime))
            {
                _process.Kill();
            }
        }

        return await line;
    }
}
