using Phoenix.Stacks;

namespace Phoenix.Cli.Commands;

/// <summary>Stands for the database's driver until a command has said what the database is to become.</summary>
internal sealed class UnboundDriver : ILayerDriver
{
    /// <inheritdoc/>
    public Task UpAsync(CancellationToken cancellationToken) => throw Unbound();

    /// <inheritdoc/>
    public Task WipeAsync(CancellationToken cancellationToken) => throw Unbound();

    /// <inheritdoc/>
    public Task<bool?> ExistsAsync(CancellationToken cancellationToken) => throw Unbound();

    private static InvalidOperationException Unbound() => new("the database layer has no intent yet");
}
