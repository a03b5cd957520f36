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
public sealed class SecretReader : ISecretReader, IDisposable
{
    private readonly IReadOnlyDictionary<string, SecretDefinition> _declared;
    private readonly OneFetch<SecretDefinition, string> _values = new();
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);
    private readonly EnvSource _env;
    private readonly FileSource _file;
    private readonly CommandSource _command;
    private readonly SecretHttp _http;
    private readonly InfisicalSource _infisical;
    private readonly VaultSource _vault;

    /// <summary>Makes a reader; nothing is read yet.</summary>
    /// <param name="declared">The secrets of the stack file, by name.</param>
    /// <param name="runner">Runs programs that print a secret.</param>
    /// <param name="time">The clock.</param>
    /// <param name="environment">Gives a variable of Phoenix's own environment; null when it is not set.</param>
    public SecretReader(IReadOnlyDictionary<string, SecretDefinition> declared, ToolRunner runner, TimeProvider time, Func<string, string?> environment)
    {
        _declared = declared;
        _env = new EnvSource(environment);
        _file = new FileSource(time);
        _command = new CommandSource(runner);
        _http = new SecretHttp(time, () => Known);
        SecretLogins logins = new(_env, time, Learn);
        _infisical = new InfisicalSource(_http, logins);
        _vault = new VaultSource(_http, logins, _file);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Known => [.. _known.Keys];

    /// <inheritdoc/>
    public Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        if (_declared.TryGetValue(name, out SecretDefinition? definition))
        {
            return ReadAsync(name, definition, cancellationToken);
        }

        string hint = NearestName.Of(name, _declared.Keys) is string nearest ? $"did you mean '{nearest}'?" : "declare it under 'secrets'";
        throw new PhoenixException(ErrorCode.Configuration, $"no secret is called '{name}'", hint);
    }

    /// <inheritdoc/>
    public Task<string> ReadAsync(string name, SecretDefinition definition, CancellationToken cancellationToken) =>
        _values.GetAsync(definition, token => FetchAsync(name, definition, token), cancellationToken);

    /// <summary>Closes connections. What was read stays in memory until the runtime reuses it.</summary>
    public void Dispose() => _http.Dispose();

    private async Task<string> FetchAsync(string name, SecretDefinition definition, CancellationToken cancellationToken)
    {
        SecretRequest request = SecretRequest.Of(name, definition);
        string value = request.Finish(definition switch
        {
            SecretDefinition.Env env => _env.Read(request, env.Variable),
            SecretDefinition.File file => await _file.ReadAsync(request, file, cancellationToken).ConfigureAwait(false),
            SecretDefinition.Command command => await _command.ReadAsync(request, command, Known, cancellationToken).ConfigureAwait(false),
            SecretDefinition.Infisical infisical => await _infisical.ReadAsync(request, infisical, cancellationToken).ConfigureAwait(false),
            SecretDefinition.Vault vault => await _vault.ReadAsync(request, vault, cancellationToken).ConfigureAwait(false),
            _ => throw new ArgumentOutOfRangeException(nameof(definition)),
        });
        Learn(value);
        return value;
    }

    private void Learn(string secret) => _known[secret] = true;
}
