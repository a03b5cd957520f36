namespace Phoenix.Ports;

/// <summary>Runs a program that prints a credential, such as the exec plugin of a kubeconfig. What it prints is a secret: kept in no log and no record.</summary>
public interface ICredentialProgram
{
    /// <summary>Runs it without a terminal and awaits its end.</summary>
    /// <param name="command">Program and arguments; never a shell string.</param>
    /// <param name="environment">Variables beside those of Phoenix itself.</param>
    /// <param name="bound">Longest run.</param>
    /// <param name="cancellationToken">Gives up; the program is ended with all that it started.</param>
    /// <returns>Its standard output.</returns>
    /// <exception cref="Errors.PhoenixException">ToolMissing, ToolFailed with its last words, or TimedOut.</exception>
    Task<string> RunAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, TimeSpan bound, CancellationToken cancellationToken);
}
