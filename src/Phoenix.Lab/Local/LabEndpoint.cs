using System.Globalization;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Lab.S3;
using Phoenix.Stacks;

namespace Phoenix.Lab.Local;

/// <summary>The lab's S3 endpoint as a process of its own, which outlives the command that started it.</summary>
/// <param name="lab">The lab.</param>
/// <param name="paths">Its folders.</param>
/// <param name="runner">Starts the process.</param>
/// <param name="time">The clock.</param>
public sealed class LabEndpoint(LabRecord lab, LabPaths paths, ToolRunner runner, TimeProvider time)
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    /// <summary>PEM file with the CA that clients must trust.</summary>
    public string CaFile => Path.Combine(paths.S3, "ca.pem");

    /// <summary>The log of the process.</summary>
    public string LogFile => Path.Combine(paths.Logs, "s3.log");

    // Not the node's marker: a wipe must never reach the endpoint.
    private string Marker => lab.Id + "-s3";

    private S3EndpointOptions Options => new() { Directory = paths.S3, Port = lab.S3Port, Region = lab.Region };

    /// <summary>Opens its administration.</summary>
    public S3EndpointAdmin OpenAdmin() => S3EndpointAdmin.Open(Options, time);

    /// <summary>Starts it on the same data when it does not run, and returns once it answers.</summary>
    /// <exception cref="PhoenixException">PortTaken, or ToolFailed with its own last words.</exception>
    public async Task EnsureRunningAsync(CancellationToken cancellationToken)
    {
        if (Processes().List().Count > 0 && await AnswersAsync(cancellationToken) is null)
        {
            return;
        }

        await Processes().KillAsync(StopTimeout, cancellationToken);
        Directory.CreateDirectory(paths.Logs);
        DetachedProcess process = runner.StartDetached(
            new ToolCommand
            {
                Tool = "lab s3 endpoint",
                FileName = "dotnet",
                Arguments =
                [
                    Path.Combine(AppContext.BaseDirectory, "Phoenix.Cli.dll"), "lab", "s3-endpoint",
                    "--directory", paths.S3, "--port", lab.S3Port.ToString(CultureInfo.InvariantCulture), "--region", lab.Region,
                ],
                Timeout = Timeout.InfiniteTimeSpan,
                Marker = Marker,
            },
            LogFile);
        await new Waiting(time).ForAsync(
            new Gate("the S3 endpoint answers", StartTimeout, async token =>
            {
                if (process.Exited.IsCompleted)
                {
                    string words = LastWords();
                    throw new PhoenixException(
                        words.Contains("taken", StringComparison.Ordinal) ? ErrorCode.PortTaken : ErrorCode.ToolFailed,
                        $"the lab's S3 endpoint did not start on localhost:{lab.S3Port}: {words}",
                        "stop what uses the port, or make another lab with its own port (--lab NAME)");
                }

                return await AnswersAsync(token);
            }),
            cancellationToken);
    }

    /// <summary>Ends it; succeeds when it does not run.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Processes().KillAsync(StopTimeout, cancellationToken);

    /// <summary>Whether its process is there.</summary>
    public bool IsRunning => Processes().List().Count > 0;

    private NodeProcesses Processes() => new(Marker, [], time);

    private async Task<string?> AnswersAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(CaFile))
        {
            return "it has made no certificate yet";
        }

        // Somebody else on its port may take the connection and never say a word.
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(AnswerTimeout);
        try
        {
            using S3EndpointAdmin admin = OpenAdmin();
            S3EndpointHealth health = await admin.HealthAsync(bound.Token);
            return Processes().List().Any(p => p.Pid == health.Pid) ? null : $"process {health.Pid} answers on its port, which is not this lab's";
        }
        catch (Exception e) when (e is HttpRequestException or FileNotFoundException or S3EndpointException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {AnswerTimeout.TotalSeconds:0} s";
        }
    }

    private string LastWords() =>
        File.Exists(LogFile) ? string.Join(" | ", File.ReadLines(LogFile).Where(l => l.Length > 0).TakeLast(2)) : "it printed nothing";
}
