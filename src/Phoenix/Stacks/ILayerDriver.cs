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

    /// <summary>What a wipe would destroy now, by identity; null when the driver cannot tell. Touches nothing.</summary>
    Task<IReadOnlyList<StackObject>?> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StackObject>?>(null);

    /// <summary>The outputs of a layer that is up, for later ones.</summary>
    Task<IReadOnlyDictionary<string, LayerOutput>> ReadOutputsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, LayerOutput>>(new Dictionary<string, LayerOutput>());
}
