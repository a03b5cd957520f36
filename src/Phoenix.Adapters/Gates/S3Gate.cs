using Phoenix.Adapters.S3;
using Phoenix.Adapters.Secrets;
using Phoenix.Errors;
using Phoenix.Ports;

namespace Phoenix.Adapters.Gates;

/// <summary>
/// Whether the repository can be listed with the credentials that the restore will use. Refused credentials end the wait: they live outside the stack,
/// so nothing that is being raised can mend them.
/// </summary>
/// <param name="repository">Reads the repository's settings.</param>
/// <param name="time">The clock.</param>
public sealed class S3Gate(Func<CancellationToken, Task<RepositorySettings>> repository, TimeProvider time)
{
    private static readonly S3Limits Limits = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), BoundedLook.Network, Retries: 0);

    /// <summary>One look.</summary>
    /// <returns>Null when it can be listed, else why not yet.</returns>
    /// <exception cref="PhoenixException">The credentials are refused, or something else that waiting does not mend.</exception>
    public async Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            RepositorySettings settings = await repository(cancellationToken);
            using S3ObjectStore store = new(settings.S3, Limits, time);
            await using IAsyncEnumerator<StoredObject> objects = store.ListAsync(settings.Path.Trim('/') + "/", cancellationToken).GetAsyncEnumerator(cancellationToken);
            await objects.MoveNextAsync();
            return null;
        }
        catch (PhoenixException e) when (e.IsTransient)
        {
            return e.Message;
        }
    }
}
