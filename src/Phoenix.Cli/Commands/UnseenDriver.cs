using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Cli.Commands;

/// <summary>Stands for a database that is only looked at: a lab that was never made, or one that nobody can or will look at.</summary>
/// <param name="IsAbsent">Whether it is known that there is none.</param>
/// <param name="Trouble">Why it cannot be looked at; null where it can, or nobody will.</param>
internal sealed record UnseenDriver(bool IsAbsent, PhoenixException? Trouble) : ILayerDriver
{
    /// <summary>Whether it takes the place of a database that could be opened.</summary>
    public bool IsWanted { get; init; } = true;

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
