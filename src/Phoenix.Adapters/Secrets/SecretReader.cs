using System.Collections.Concurrent;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Secrets;

/// <summary>
/// Reads the secrets of a stack, each of them once: what was read is kept in memory for the run. <c>docs/spec/secrets.md</c> says what each source
/// does and what is not protected.
/// </summary>
/// <param name="declared">The secrets of the stack file, by name.</param>
/// <param name="runner">Runs programs that print a secret.</param>
/// <param name="time">The clock.</param>
/// <param name="environment">Gives a variable of Phoenix's own environment; null when it is not set.</param>
public sealed class SecretReader(
    IReadOnlyDictionary<string, SecretDefinition> declared, ToolRunner runner, TimeProvider time, Func<string, string?> environment) : ISecretReader
{
    private readonly OneFetch<SecretDefinition, string> _values = new();
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);
    private readonly EnvSource _env = new(environment);
    private readonly FileSource _file = new(time);
    private readonly CommandSource _command = new(runner);

    /// <inheritdoc/>
    public IReadOnlyList<string> Known => [.. _known.Keys];

    /// <inheritdoc/>
    public Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        if (declared.TryGetValue(name, out SecretDefinition? definition))
        {
            return ReadAsync(name, definition, cancellationToken);
        }

        string hint = NearestName.Of(name, declared.Keys) is string nearest ? $"did you mean '{nearest}'?" : "declare it under 'secrets'";
        throw new PhoenixException(ErrorCode.Configuration, $"no secret is called '{name}'", hint);
    }

    /// <inheritdoc/>
    public Task<string> ReadAsync(string name, SecretDefinition definition, CancellationToken cancellationToken) =>
        _values.GetAsync(definition, token => FetchAsync(name, definition, token), cancellationToken);

    private async Task<string> FetchAsync(string name, SecretDefinition definition, CancellationToken cancellationToken)
    {
        SecretRequest request = SecretRequest.Of(name, definition);
        string value = request.Finish(definition switch
        {
            SecretDefinition.Env env => _env.Read(request, env),
            SecretDefinition.File file => await _file.ReadAsync(request, file, cancellationToken).ConfigureAwait(false),
            SecretDefinition.Command command => await _command.ReadAsync(request, command, Known, cancellationToken).ConfigureAwait(false),
            _ => throw request.Wrong("cannot be read yet", "use env, file or command"),
        });
        _known[value] = true;
        return value;
    }
}
