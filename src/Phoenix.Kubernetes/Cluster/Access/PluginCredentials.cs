using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Ports;

namespace Phoenix.Kubernetes.Cluster.Access;

/// <summary>
/// Credentials that an exec plugin prints (<c>client.authentication.k8s.io</c>). The answer is kept until half a minute before it runs out, and asked for anew when
/// the server refuses it. No message quotes what was printed.
/// </summary>
/// <param name="plugin">How it is called.</param>
/// <param name="program">Runs it.</param>
/// <param name="source">Where it was named, for messages.</param>
/// <param name="time">The clock.</param>
internal sealed class PluginCredentials(CredentialPlugin plugin, ICredentialProgram program, string source, TimeProvider time) : IClusterCredentials
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1);
    private ClusterCredential? _last;
    private DateTimeOffset _expires;
    private long _madeAt;

    /// <inheritdoc/>
    public async Task<ClusterCredential> GetAsync(bool renew, CancellationToken cancellationToken)
    {
        ClusterCredential? refused = renew ? _last : null;
        await _one.WaitAsync(cancellationToken);
        try
        {
            // Who waited for another one's run takes what that brought.
            bool isNew = renew && _last is not null && !ReferenceEquals(_last, refused);
            if (_last is { } known && (isNew || !renew) && time.GetUtcNow() < _expires - Early)
            {
                return known;
            }

            // A plugin whose answers are always refused must not be run in a loop.
            if (renew && _last is { } last && time.GetElapsedTime(_madeAt) < TimeSpan.FromSeconds(1))
            {
                return last;
            }

            string printed = await program.RunAsync(plugin.Command, plugin.Variables(), Bound, cancellationToken);
            (_last, _expires) = Read(printed);
            _madeAt = time.GetTimestamp();
            return _last;
        }
        finally
        {
            _one.Release();
        }
    }

    private (ClusterCredential Credential, DateTimeOffset Expires) Read(string printed)
    {
        JsonObject answer;
        try
        {
            answer = JsonNode.Parse(printed) as JsonObject ?? throw Wrong("what it prints is no JSON object");
        }
        catch (JsonException)
        {
            // Not the cause: its message quotes the text.
            throw Wrong("what it prints is no JSON");
        }

        if (Text(answer, "kind") != "ExecCredential" || Text(answer, "apiVersion") != plugin.ApiVersion)
        {
            throw Wrong($"it answers with {Text(answer, "kind") ?? "no kind"} of {Text(answer, "apiVersion") ?? "no version"}, and was asked for ExecCredential of {plugin.ApiVersion}");
        }

        var status = answer["status"] as JsonObject;
        string? token = Text(status, "token");
        string? certificate = Text(status, "clientCertificateData");
        string? key = Text(status, "clientKeyData");
        if (token is not { Length: > 0 } && certificate is not { Length: > 0 })
        {
            throw Wrong("its answer has neither a token nor a client certificate");
        }

        ClientCertificate? client = certificate is { Length: > 0 } ? ClientCertificate.Read(certificate, key ?? "", $"{source}: exec plugin '{plugin.Name}'") : null;
        DateTimeOffset expires = Text(status, "expirationTimestamp") is string text
            ? DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) ? at : throw Wrong("its expirationTimestamp is no time")
            : client?.NotAfter ?? DateTimeOffset.MaxValue;
        return (new ClusterCredential(token is { Length: > 0 } ? "Bearer " + token : null, client), expires);
    }

    private PhoenixException Wrong(string what) => new(
        ErrorCode.ToolFailed, $"{source}: the exec plugin '{plugin.Name}' gives no credential: {what}", plugin.InstallHint ?? "Run the plugin by hand with the same account and look at what it prints; a login may have run out");

    private static string? Text(JsonObject? mapping, string key) => mapping?[key] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
