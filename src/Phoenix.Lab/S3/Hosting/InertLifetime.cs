using Microsoft.Extensions.Hosting;

namespace Phoenix.Lab.S3.Hosting;

/// <summary>Leaves the process's signals alone: they belong to the program that the endpoint runs in.</summary>
internal sealed class InertLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
