using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Phoenix.Lab.S3;

namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>An endpoint in a process of its own, to be killed. The process is this test program again, told by its environment to be an endpoint.</summary>
public sealed class EndpointProcess : IDisposable
{
    private const string Variable = "PHOENIX_TEST_S3_DIRECTORY";

    private readonly Process _process;

    private EndpointProcess(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <summary>Starts an endpoint, under a tracer if one is given.</summary>
    public static async Task<EndpointProcess> StartAsync(string directory, params string[] tracer)
    {
        // Started as "dotnet X.dll", the process is dotnet, which must be told the program again.
        string[] self = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [Environment.ProcessPath!, typeof(EndpointProcess).Assembly.Location]
            : [Environment.ProcessPath!];
        string[] command = [.. tracer, .. self];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment[Variable] = directory;
        Process process = Process.Start(start)!;
        string? line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(15));
        return new EndpointProcess(process, int.Parse(line!, System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Sends SIGKILL and waits for the end.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Tells the endpoint to end and waits for it, and for its tracer.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }
        _process.Dispose();
    }

#pragma warning disable CA2255 // The one way to be something else than a test program before the test platform starts.
    [ModuleInitializer]
    internal static void BecomeEndpoint()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } directory)
        {
            S3EndpointHost host = S3EndpointHost.StartAsync(
                new S3EndpointOptions { Directory = directory }, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None).GetAwaiter().GetResult();
            Console.WriteLine(host.Port);
            // The parent keeps this open as long as it lives.
            Console.In.ReadToEnd();
            Environment.Exit(0);
        }
    }
#pragma warning restore CA2255
}
