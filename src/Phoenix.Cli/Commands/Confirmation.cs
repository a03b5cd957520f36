using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Cli.Commands;

/// <summary>Two of the three yeses that destruction needs; the third is a passing gate.</summary>
internal static class Confirmation
{
    /// <summary>Refuses what was not asked for with all that it needs. The embedded lab needs no asking.</summary>
    /// <exception cref="PhoenixException">NotConfirmed.</exception>
    public static void Require(StackDefinition stack, string? confirmed)
    {
        if (StackFiles.IsEmbedded(stack))
        {
            return;
        }

        if (!stack.Destroyable)
        {
            throw new PhoenixException(
                ErrorCode.NotConfirmed, $"stack '{stack.Name}' does not say that it may be destroyed", $"only if it may: add 'destroyable: true' to {stack.File}");
        }

        if (confirmed != stack.Name)
        {
            throw new PhoenixException(
                ErrorCode.NotConfirmed,
                confirmed is null ? $"this destroys stack '{stack.Name}', and was not confirmed" : $"'{confirmed}' is not the name of the stack that this destroys, '{stack.Name}'",
                $"only if that is what you want: --confirm {stack.Name}");
        }
    }
}
