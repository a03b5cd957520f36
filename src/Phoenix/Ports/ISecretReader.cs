using Phoenix.Stacks;

namespace Phoenix.Ports;

/// <summary>
/// Reads secrets from where they live. What was read is kept in memory for the run, so that every part of it uses the same value. Errors:
/// <see cref="Errors.PhoenixException"/> Configuration (missing, empty: the message names the key and the source, never a value), SecretUnavailable
/// (the source does not answer), SecretDenied (it refuses Phoenix); of a program that prints the secret also ToolMissing, ToolFailed and TimedOut.
/// </summary>
public interface ISecretReader
{
    /// <summary>The secret that the stack file calls <paramref name="name"/>.</summary>
    Task<string> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>A secret by its definition; <paramref name="name"/> is for messages.</summary>
    Task<string> ReadAsync(string name, SecretDefinition definition, CancellationToken cancellationToken);

    /// <summary>Everything that was read so far, and what was needed to log in: for redaction.</summary>
    IReadOnlyList<string> Known { get; }
}
