using System.Net.Http.Json;
using System.Text.Json;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Secrets;

/// <summary>Vault's (and OpenBao's) key-value engine, version 1 and 2.</summary>
internal sealed class VaultSource(SecretHttp http, SecretLogins logins, FileSource files)
{
    internal Task<string> ReadAsync(SecretRequest request, SecretDefinition.Vault definition, CancellationToken cancellationToken) =>
        definition.Login is VaultLogin.Token token
            ? FetchAsync(request, definition, logins.Credential(request, token.Variable), cancellationToken)
            : logins.UseAsync(
                (definition.Url, definition.Namespace, definition.Login, definition.CaFile),
                bound => LoginAsync(request, definition, bound),
                (clientToken, bound) => FetchAsync(request, definition, clientToken, bound),
                cancellationToken);

    private async Task<AccessToken> LoginAsync(SecretRequest request, SecretDefinition.Vault definition, CancellationToken cancellationToken)
    {
        (string mount, Dictionary<string, string> body, string check) = definition.Login switch
        {
            VaultLogin.AppRole role => (
                role.Mount,
                new Dictionary<string, string> { ["role_id"] = logins.Credential(request, role.RoleId), ["secret_id"] = logins.Credential(request, role.SecretId) },
                $"the role id in {role.RoleId} and the secret id in {role.SecretId} (it may be expired or used up)"),
            VaultLogin.Kubernetes kubernetes => (
                kubernetes.Mount,
                new Dictionary<string, string> { ["role"] = kubernetes.Role, ["jwt"] = await TokenOfPodAsync(request, kubernetes, cancellationToken).ConfigureAwait(false) },
                $"that the role '{kubernetes.Role}' is bound to this pod's service account and namespace"),
            _ => throw new ArgumentOutOfRangeException(nameof(definition)),
        };
        Uri url = Address(definition, $"auth/{mount}/login");
        SecretAnswer answer = await http.SendAsync(
            request, url, definition.CaFile, () => Message(HttpMethod.Post, url, definition, null, JsonContent.Create(body)), cancellationToken).ConfigureAwait(false);
        return answer.Status switch
        {
            200 => logins.Token(request, SecretAnswer.Text(answer.Find("auth", "client_token")), Seconds(answer.Find("auth", "lease_duration"))),
            400 or 401 or 403 => throw request.Fault(
                ErrorCode.SecretDenied, $"is not to be had: {definition.Url.Host} refuses the login at 'auth/{mount}' ({http.Quote(answer)})", $"check {check}{InNamespace(definition)}"),
            _ => throw request.Wrong(
                $"is not to be had: {definition.Url.Host} has no login at 'auth/{mount}' ({http.Quote(answer)})",
                $"check the address and the method's mount ('vault auth list'){InNamespace(definition)}"),
        };
    }

    private async Task<string> FetchAsync(SecretRequest request, SecretDefinition.Vault definition, string token, CancellationToken cancellationToken)
    {
        string path = definition.EngineVersion == 2 ? $"{definition.Mount}/data/{definition.Path}" : $"{definition.Mount}/{definition.Path}";
        Uri url = Address(definition, path);
        SecretAnswer answer = await http.SendAsync(
            request, url, definition.CaFile, () => Message(HttpMethod.Get, url, definition, token, null), cancellationToken).ConfigureAwait(false);
        return answer.Status switch
        {
            200 => Field(request, definition, answer),
            401 or 403 => throw request.Fault(
                ErrorCode.SecretDenied,
                $"is refused ({http.Quote(answer)})",
                $"give the token's policy 'read' on '{path}'{InNamespace(definition)}; Vault answers the same for a token that is wrong or expired, and for a mount that is not there"),
            404 => throw NotThere(request, definition, answer),
            _ => throw request.Wrong($"is not to be had: {definition.Url.Host} refuses the question ({http.Quote(answer)})", "check mount, path and namespace in the stack file"),
        };
    }

    private static string Field(SecretRequest request, SecretDefinition.Vault definition, SecretAnswer answer)
    {
        JsonElement fields = definition.EngineVersion == 2 ? answer.Find("data", "data") : answer.Find("data");
        if (fields.ValueKind != JsonValueKind.Object)
        {
            throw request.Wrong("is answered without fields", definition.EngineVersion == 2 ? "the engine may be of version 1: set 'engine: 1'" : "look at it with 'vault read'");
        }

        if (!fields.TryGetProperty(definition.Field, out JsonElement field))
        {
            string[] names = [.. fields.EnumerateObject().Select(p => p.Name)];
            string hint = definition.EngineVersion == 1 && names.Order(StringComparer.Ordinal).SequenceEqual(["data", "metadata"])
                ? "the engine is of version 2: set 'engine: 2' and leave 'data/' out of the path"
                : NearestName.Of(definition.Field, names) is string nearest ? $"did you mean '{nearest}'?"
                : names.Length == 0 ? "the secret has no field at all" : "it has: " + string.Join(", ", names.Take(10));
            throw request.Wrong("does not exist, though the secret does", hint);
        }

        return SecretAnswer.Text(field) ?? throw request.Wrong($"is no text but {Kind(field)}", "store it as a string: 'vault kv put' does, JSON may not");
    }

    private PhoenixException NotThere(SecretRequest request, SecretDefinition.Vault definition, SecretAnswer answer)
    {
        JsonElement metadata = answer.Find("data", "metadata");
        string version = metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty("version", out JsonElement number) ? number.ToString() : "?";
        if (answer.Find("data", "metadata", "destroyed").ValueKind == JsonValueKind.True)
        {
            return request.Wrong($"was destroyed (version {version})", "write it again: a destroyed version does not come back");
        }

        if (SecretAnswer.Text(answer.Find("data", "metadata", "deletion_time")) is { Length: > 0 } deleted)
        {
            return request.Wrong($"was deleted at {deleted} (version {version})", $"'vault kv undelete -mount={definition.Mount} -versions={version} {definition.Path}' brings it back, or write it again");
        }

        return request.Wrong(
            $"does not exist ({http.Quote(answer)})",
            $"check mount and path (below the mount, without 'data/'), and the engine's version, which is {definition.EngineVersion} in the stack file ('vault secrets list -detailed'){InNamespace(definition)}");
    }

    private async Task<string> TokenOfPodAsync(SecretRequest request, VaultLogin.Kubernetes login, CancellationToken cancellationToken)
    {
        SecretDefinition.File file = new(login.TokenFile);
        return logins.Credential(request, file, await files.ReadAsync(SecretLogins.Place(request, file), file, cancellationToken).ConfigureAwait(false));
    }

    private static HttpRequestMessage Message(HttpMethod method, Uri url, SecretDefinition.Vault definition, string? token, HttpContent? content)
    {
        HttpRequestMessage message = new(method, url) { Content = content };

        // Vault's own agent may insist on it.
        message.Headers.Add("X-Vault-Request", "true");
        if (definition.Namespace is not null)
        {
            message.Headers.Add("X-Vault-Namespace", definition.Namespace);
        }

        if (token is not null)
        {
            message.Headers.Add("X-Vault-Token", token);
        }

        return message;
    }

    private static Uri Address(SecretDefinition.Vault definition, string path) =>
        new(definition.Url.AbsoluteUri.TrimEnd('/') + "/v1/" + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.EscapeDataString)));

    private static double Seconds(JsonElement element) => element.ValueKind == JsonValueKind.Number ? element.GetDouble() : 0;

    private static string InNamespace(SecretDefinition.Vault definition) => definition.Namespace is null ? "" : $", in the namespace '{definition.Namespace}'";

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Null => "null",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => "broken",
    };
}
