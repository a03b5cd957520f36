using Phoenix.Errors;

namespace Phoenix.Cli.Commands;

/// <summary>Stack files are not read by this version: one that is given or found is refused aloud, never passed over in silence.</summary>
public static class StackFileGuard
{
    private const string FileName = "phoenix.yaml";

    /// <summary>Refuses a stack file.</summary>
    /// <param name="given">The value of <c>--stack</c>.</param>
    /// <exception cref="PhoenixException">Usage.</exception>
    public static void Check(string? given)
    {
        if (given is not null)
        {
            throw new PhoenixException(ErrorCode.Usage, $"--stack {given}: this version does not read stack files", "leave the option out to drill the embedded lab");
        }

        if (File.Exists(FileName))
        {
            throw new PhoenixException(
                ErrorCode.Usage, $"found {FileName} in this folder, and this version does not read stack files", "start Phoenix from another folder to drill the embedded lab");
        }
    }
}
