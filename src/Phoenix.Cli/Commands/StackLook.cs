using Phoenix.Adapters.Files;
using Phoenix.Stacks;

namespace Phoenix.Cli.Commands;

/// <summary>A look at a stack that leaves nothing behind: what it needs to write goes to a folder of its own, which is removed.</summary>
internal static class StackLook
{
    /// <summary>Looks.</summary>
    /// <param name="definition">The stack.</param>
    /// <param name="state">Holds runs and labs.</param>
    /// <param name="offline">Whether nothing will be looked at but the file.</param>
    /// <param name="look">The look.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<T> RunAsync<T>(
        StackDefinition definition, StateDirectory state, bool offline, Func<StackSession, CancellationToken, Task<T>> look, CancellationToken cancellationToken)
    {
        string scratch = Directory.CreateTempSubdirectory("phoenix-look-").FullName;
        try
        {
            await using StackSession session = await StackSession.LookAsync(definition, state, scratch, offline, TimeProvider.System, cancellationToken);
            return await look(session, cancellationToken);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }
}
