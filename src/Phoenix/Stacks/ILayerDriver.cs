namespace Phoenix.Stacks;

/// <summary>How one layer is raised, destroyed and looked for. Each call is idempotent, bounded by the caller's token, and safe to repeat after a crash.</summary>
public interface ILayerDriver
{
    /// <summary>Raises the layer; its gates are awaited by the caller.</summary>
    /// <exception cref="Errors.PhoenixException">It could not be raised; the message names the cause.</exception>
    Task UpAsync(CancellationToken cancellationToken);

    /// <summary>Destroys the layer; succeeds when it is already gone.</summary>
    Task WipeAsync(CancellationToken cancellationToken);

    /// <summary>Whether anything of the layer is left: true, false, or null when there is no way to tell ("unverified").</summary>
    Task<bool?> ExistsAsync(CancellationToken cancellationToken);
}
