using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>Phoenix as a real process: what it prints is read as it comes, and it never outlives its bound.</summary>
internal sealed class PhoenixProcess : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(6);
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task _reading;
    private readonly StringBuilder _error = new();
    private readonly Lock _gate = new();
    private readonly List<(string Text, TaskCompletionSource<string> Seen)> _awaited = [];
    private readonly CancellationTokenSource _limit;

    private PhoenixProcess(Process process, TimeSpan bound)
    {
        (_process, _limit) = (process, new CancellationTokenSource(bound));
        _output = process.StandardOutput.ReadToEndAsync(_limit.Token);
        _reading = ReadErrorsAsync();
    }

    public int Pid => _process.Id;

    /// <summary>Starts <c>phoenix ARGUMENTS --state STATE</c>.</summary>
    public static PhoenixProcess Start(string state, params IEnumerable<string> arguments) => Start([], state, arguments);

    /// <summary>The same with more in its environment.</summary>
    public static PhoenixProcess Start(Dictionary<string, string> environment, string state, params IEnumerable<string> arguments) =>
        Start(environment, state, Path.GetTempPath(), Bound, arguments);

    /// <summary>The same in a folder, for as long as this.</summary>
    public static PhoenixProcess Start(Dictionary<string, string> environment, string state, string folder, TimeSpan bound, IEnumerable<string> arguments)
    {
        // env: a test run that was put into the background has SIGINT ignored, and would hand that on.
        ProcessStartInfo start = new("env", ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "Phoenix.Cli.dll"), .. WithState(state, arguments)])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("PHOENIX_S3_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return new PhoenixProcess(process, bound);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<PhoenixResult> RunAsync(string state, params IEnumerable<string> arguments)
    {
        using PhoenixProcess process = Start(state, arguments);
        return await process.EndAsync();
    }

    /// <summary>Awaits a line of progress; the journal's line is durable before it is printed.</summary>
    /// <returns>The line.</returns>
    public async Task<string> PrintsAsync(string text)
    {
        TaskCompletionSource<string> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            string? line = _error.ToString().Split('\n').FirstOrDefault(l => l.Contains(text, StringComparison.Ordinal));
            if (line is not null)
            {
                return line;
            }

            _awaited.Add((text, seen));
        }

        if (await Task.WhenAny(seen.Task, _reading) != seen.Task && !seen.Task.IsCompleted)
        {
            throw new InvalidOperationException($"Phoenix ended without printing '{text}': {await EndAsync()}");
        }

        return await seen.Task;
    }

    /// <summary>Kills Phoenix alone (SIGKILL): what it started stays.</summary>
    public void KillAlone() => _process.Kill();

    /// <summary>Ctrl-C.</summary>
    public void Interrupt() => Signal("INT");

    /// <summary>Sends Phoenix alone a signal.</summary>
    /// <param name="name">Its name without SIG.</param>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", ["-" + name, Pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Awaits its end.</summary>
    public async Task<PhoenixResult> EndAsync()
    {
        await _process.WaitForExitAsync(_limit.Token);
        await _reading;
        lock (_gate)
        {
            return new PhoenixResult(_process.ExitCode, _output.GetAwaiter().GetResult(), _error.ToString());
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _limit.Dispose();
    }

    // Before a "--": what follows it belongs to psql.
    private static IEnumerable<string> WithState(string state, IEnumerable<string> arguments) =>
        [.. arguments.TakeWhile(a => a != "--"), "--state", state, .. arguments.SkipWhile(a => a != "--")];

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync(_limit.Token) is string line)
        {
            lock (_gate)
            {
                _error.Append(line).Append('\n');
                foreach ((_, TaskCompletionSource<string> seen) in _awaited.Where(a => line.Contains(a.Text, StringComparison.Ordinal)))
                {
                    seen.TrySetResult(line);
                }
            }
        }

        await _output;
    }
}
