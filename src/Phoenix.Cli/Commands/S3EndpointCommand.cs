using System.CommandLine;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Phoenix.Lab.S3;

namespace Phoenix.Cli.Commands;

/// <summary><c>phoenix lab s3-endpoint</c>: the process that the lab starts for its S3 endpoint; not for people.</summary>
public static class S3EndpointCommand
{
    private static readonly Option<string> Folder = new("--directory") { Required = true };
    private static readonly Option<int> Port = new("--port") { Required = true };
    private static readonly Option<string> Region = new("--region") { Required = true };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("s3-endpoint", "Run the lab's S3 endpoint in the foreground") { Folder, Port, Region };
        command.Hidden = true;
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        // The endpoint outlives the terminal it was started from.
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);
        await using S3EndpointHost host = await S3EndpointHost.StartAsync(
            new S3EndpointOptions { Directory = parsed.GetValue(Folder)!, Port = parsed.GetValue(Port), Region = parsed.GetValue(Region)! },
            TimeProvider.System, NullLoggerFactory.Instance, cancellationToken);
        await host.WaitForShutdownAsync(cancellationToken);
        return ExitCodes.Done;
    }
}
