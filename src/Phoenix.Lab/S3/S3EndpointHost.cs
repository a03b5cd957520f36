using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Phoenix.Lab.S3.Faults;
using Phoenix.Lab.S3.Hosting;
using Phoenix.Lab.S3.Keys;
using Phoenix.Lab.S3.Operations;
using Phoenix.Lab.S3.Signing;
using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.S3;

/// <summary>
/// The lab's S3 endpoint, running in this process: TLS on the loopback addresses, Signature V4, objects as files. What
/// it acknowledged has been synced to disk.
/// </summary>
public sealed class S3EndpointHost : IAsyncDisposable
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _server;
    private readonly X509Certificate2 _certificate;
    private readonly DirectoryLock _lock;

    private S3EndpointHost(WebApplication server, X509Certificate2 certificate, DirectoryLock directoryLock, int port, string caFile, AccessKey adminKey)
    {
        (_server, _certificate, _lock) = (server, certificate, directoryLock);
        (Port, CaFile, AdminKey) = (port, caFile, adminKey);
        server.Lifetime.ApplicationStopped.Register(() => _stopped.TrySetResult());
    }

    /// <summary>The TCP port it listens on.</summary>
    public int Port { get; }

    /// <summary>PEM file with the certificate of the CA that clients must trust; readable by every user.</summary>
    public string CaFile { get; }

    /// <summary>The key that administers the endpoint; it may also read and write objects.</summary>
    public AccessKey AdminKey { get; }

    /// <summary>Starts the endpoint on its directory; it accepts requests when this returns.</summary>
    /// <param name="options">Directory, port and region.</param>
    /// <param name="time">Clock for signatures and modification times.</param>
    /// <param name="loggers">Where it logs; secrets are never logged.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <returns>The running endpoint; dispose it to stop.</returns>
    /// <exception cref="PortTakenException">The port is in use.</exception>
    /// <exception cref="DirectoryInUseException">Another endpoint runs on the directory.</exception>
    /// <exception cref="InvalidDataException">A stored object is damaged.</exception>
    public static async Task<S3EndpointHost> StartAsync(S3EndpointOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(loggers);
        string directory = Path.GetFullPath(options.Directory);
        // Others must be able to reach the CA's file; what they must not read has modes of its own.
        DurableFiles.CreateDirectory(
            directory,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var directoryLock = DirectoryLock.Take(directory);
        LoopbackSockets? sockets = null;
        X509Certificate2? certificate = null;
        WebApplication? server = null;
        try
        {
            sockets = LoopbackSockets.Bind(options.Port);
            certificate = EndpointCertificates.LoadOrCreate(directory, time);
            var keys = new KeyRegistry(directory);
            RequestPipeline pipeline = Assemble(options, directory, keys, time, loggers);
            server = KestrelServerFactory.Create(sockets, certificate, pipeline.HandleAsync, loggers);
            await server.StartAsync(cancellation);
            Log.S3EndpointStarted(loggers.CreateLogger<S3EndpointHost>(), sockets.Port);
            return new S3EndpointHost(server, certificate, directoryLock, sockets.Port, Path.Combine(directory, EndpointCertificates.CaFileName), keys.Admin);
        }
        catch
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
            certificate?.Dispose();
            sockets?.Dispose();
            directoryLock.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the endpoint has stopped.</summary>
    /// <param name="cancellation">Ends the waiting, not the endpoint.</param>
    /// <returns>A task that ends with the endpoint.</returns>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public Task WaitForShutdownAsync(CancellationToken cancellation) => _stopped.Task.WaitAsync(cancellation);

    /// <summary>Stops the endpoint; requests under way have up to five seconds.</summary>
    /// <returns>A task that ends when the port and the directory are free.</returns>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
        _certificate.Dispose();
        _lock.Dispose();
        _stopped.TrySetResult();
    }

    private static RequestPipeline Assemble(S3EndpointOptions options, string directory, KeyRegistry keys, TimeProvider time, ILoggerFactory loggers)
    {
        var faults = new FaultBoard();
        string version = typeof(S3EndpointHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        var health = new S3EndpointHealth(Environment.ProcessId, time.GetUtcNow(), version);
        var buckets = new BucketStore(Path.Combine(directory, "buckets"), time);
        return new RequestPipeline(
            new RequestAuthenticator(keys, options.Region, time), faults, new AdminApi(keys, faults, health),
            new OperationRouter(buckets, options, time), time, loggers.CreateLogger<S3EndpointHost>());
    }
}
