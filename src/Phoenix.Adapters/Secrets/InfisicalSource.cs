using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Secrets;

/// <summary>
/// Infisical, cloud or self-hosted, as a machine identity with universal auth. Version 4 of the secrets' API takes a project's id only; version 3,
/// which older servers have, also its slug.
/// </summary>
internal sealed class InfisicalSource(SecretHttp http, SecretLogins logins)
{
    internal Task<string> ReadAsync(SecretRequest request, SecretDefinition.Infisical definition, CancellationToken cancellationToken) => logins.UseAsync(
        (definition.Url, definition.ClientId, definition.ClientSecret),
        token => LoginAsync(request, definition, token),
        (accessToken, token) => FetchAsync(request, definition, accessToken, token),
        cancellationToken);

    private async Task<AccessToken> LoginAsync(SecretRequest request, SecretDefinition.Infisical definition, CancellationToken cancellationToken)
    {
        Dictionary<string, string> body = new()
        {
            ["clientId"] = logins.Credential(request, definition.ClientId),
            ["clientSecret"] = logins.Credential(request, definition.ClientSecret),
        };
        Uri url = Address(definition, "/api/v1/auth/universal-auth/login");
        SecretAnswer answer = await http.SendAsync(
            request, url, null, () => new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonContent.Create(body) }, cancellationToken).ConfigureAwait(false);
        return answer.Status switch
        {
            200 => logins.Token(request, SecretAnswer.Text(answer.Find("accessToken")), Seconds(answer.Find("expiresIn"))),
            400 or 401 or 403 => throw request.Fault(
                ErrorCode.SecretDenied,
                $"is not to be had: {definition.Url.Host} refuses the login ({http.Quote(answer)})",
                $"check the client id in {definition.ClientId} and the client secret in {definition.ClientSecret} (it may be expired or used up), the identity's trusted IP addresses, and that the identity lives in this region (https://eu.infisical.com, https://us.infisical.com)"),
            _ => throw NoSuchApi(request, url, answer),
        };
    }

    private async Task<string> FetchAsync(SecretRequest request, SecretDefinition.Infisical definition, string accessToken, CancellationToken cancellationToken)
    {
        bool hasId = Guid.TryParse(definition.Project, out _);
        string key = Uri.EscapeDataString(definition.Key);
        SecretAnswer? answer = hasId ? await GetAsync($"/api/v4/secrets/{key}", "projectId").ConfigureAwait(false) : null;
        if (answer is null || IsNoRoute(answer))
        {
            answer = await GetAsync($"/api/v3/secrets/raw/{key}", hasId ? "workspaceId" : "workspaceSlug").ConfigureAwait(false);
        }

        return answer.Status switch
        {
            200 => Value(request, answer),
            401 or 403 => throw request.Fault(
                ErrorCode.SecretDenied,
                $"is refused to this machine identity ({http.Quote(answer)})",
                $"add the identity to the project '{definition.Project}' with a role that may read secrets of '{definition.Environment}' in '{definition.Path}'"),
            404 when IsNoRoute(answer) && !hasId => throw request.Wrong(
                $"is not to be had: {definition.Url.Host} does not take a project's slug", "name the project by its id (project settings, 'Copy project ID')"),
            404 when IsNoRoute(answer) => throw NoSuchApi(request, definition.Url, answer),
            404 => throw request.Wrong($"does not exist ({http.Quote(answer)})", "check key, path, environment and project; Infisical tells them apart by case"),
            _ => throw request.Wrong($"is not to be had: {definition.Url.Host} refuses the question ({http.Quote(answer)})", "check key, path, environment and project in the stack file"),
        };

        Task<SecretAnswer> GetAsync(string path, string project)
        {
            // References and imports are resolved, as Infisical's own clients do: '${...}' in place of a password helps nobody.
            Uri url = Address(definition, path + "?" + string.Join('&', new[]
            {
                (project, definition.Project), ("environment", definition.Environment), ("secretPath", definition.Path),
                ("expandSecretReferences", "true"), ("include_imports", "true"),
            }.Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2)}")));
            return http.SendAsync(request, url, null, () => Authorized(url, accessToken), cancellationToken);
        }
    }

    private static string Value(SecretRequest request, SecretAnswer answer)
    {
        if (answer.Find("secret", "secretValueHidden").ValueKind == JsonValueKind.True)
        {
            throw request.Fault(ErrorCode.SecretDenied, "is hidden: this machine identity may see that it is there, but not its value", "give its role 'Read Value' for this environment and path");
        }

        return SecretAnswer.Text(answer.Find("secret", "secretValue"))
            ?? throw request.Wrong("is answered without a value that is text", "look at it in Infisical; store it again as text");
    }

    private PhoenixException NoSuchApi(SecretRequest request, Uri url, SecretAnswer answer) => request.Wrong(
        $"is not to be had: {url.Scheme}://{url.Authority}{url.AbsolutePath} is not Infisical's API ({http.Quote(answer)})",
        "give the base address, e.g. https://eu.infisical.com, without '/api' and what follows it");

    private static HttpRequestMessage Authorized(Uri url, string accessToken) =>
        new(HttpMethod.Get, url) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", accessToken) } };

    // The server's framework says so for a path that it does not know; Infisical's own 404 begins otherwise.
    private static bool IsNoRoute(SecretAnswer answer) => answer.Status == 404 && answer.Words.StartsWith("Route ", StringComparison.Ordinal);

    private static double Seconds(JsonElement element) => element.ValueKind == JsonValueKind.Number ? element.GetDouble() : 0;

    private static Uri Address(SecretDefinition.Infisical definition, string path) => new(definition.Url.AbsoluteUri.TrimEnd('/') + path);
}
