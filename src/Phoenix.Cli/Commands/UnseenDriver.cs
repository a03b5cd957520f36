using Phoenix.Stacks;

namespace Phoenix.Cli.Commands;

/// <summary>Stands for a lab that is only looked at and was never made, or that nobody can or will look at.</summary>
/// <param name="IsAbsent">Whether it is known that there is none.</param>
internal sealed record UnseenDriver(bool IsAbsent) : ILayerDriver
{
    /// <inheritdoc/>
    public Task UpAsync(CancellationToken cancellationToken) => throw LookOnly();

    /// <inheritdoc/>
    public Task WipeAsync(CancellationToken cancellationToken) => throw LookOnly();

    /// <inheritdoc/>
    public Task<bool?> ExistsAsync(CancellationToken cancellationToken) => Task.FromResult<bool?>(IsAbsent ? false : null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StackObject>?> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StackObject>?>(IsAbsent ? [] : null);

    private static InvalidOperationException LookOnly() => new("the stack was opened to be looked at");
}
