using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Cli.Commands;

/// <summary>Stands for a lab that is only looked at and was never made, or that nobody can or will look at.</summary>
/// <param name="IsAbsent">Whether it is known that there is none.</param>
/// <param name="Trouble">Why it cannot be looked at; null where it can, or nobody will.</param>
internal sealed record UnseenDriver(bool IsAbsent, PhoenixException? Trouble) : ILayerDriver
{
    /// <inheritdoc/>
    public Task UpAsync(CancellationToken cancellationToken) => throw LookOnly();

    /// <inheritdoc/>
    public Task WipeAsync(CancellationToken cancellationToken) => throw LookOnly();

    /// <inheritdoc/>
    public Task<bool?> ExistsAsync(CancellationToken cancellationToken) => Trouble is not null ? throw Trouble : Task.FromResult<bool?>(IsAbsent ? false : null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StackObject>?> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StackObject>?>(IsAbsent ? [] : null);

    private static InvalidOperationException LookOnly() => new("the stack was opened to be looked at");
}
