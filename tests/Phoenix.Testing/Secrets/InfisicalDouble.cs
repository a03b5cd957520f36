using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Phoenix.Testing.Secrets;

/// <summary>
/// Infisical's universal auth and single-secret reads (versions 3 and 4), with the status codes and bodies of its published server. Not modelled:
/// roles (an identity is in the project or not), imports, references between secrets, approvals, the trimming that Infisical does when a value is
/// stored, limits (plant a 429), trusted addresses.
/// </summary>
public sealed class InfisicalDouble : IAsyncDisposable
{
    public const string ClientId = "6e0d2f0c-1d3a-4a3f-8e0c-0a53f1a1c111";
    public const string ClientSecret = "st-client-secret-0123456789abcdef";
    public const string ProjectId = "47aca60e-543b-4fd6-b646-8ebd5a7b3433";
    public const string ProjectSlug = "tazlab-x7-q";

    private readonly ConcurrentDictionary<string, bool> _tokens = new();

    private InfisicalDouble()
    {
    }

    public DoubleServer Server { get; private set; } = null!;

    /// <summary>The project's slug.</summary>
    public string Slug { get; set; } = ProjectSlug;

    /// <summary>Values by environment, folder and key: <c>prod/db:PASSWORD</c>.</summary>
    public ConcurrentDictionary<string, string> Values { get; } = new();

    /// <summary>A server before version 4 of the secrets' API.</summary>
    public bool Old { get; set; }

    /// <summary>The identity may see names but no values.</summary>
    public bool Hidden { get; set; }

    /// <summary>The identity is in no project.</summary>
    public bool Stranger { get; set; }

    /// <summary>Seconds that a token is good for, as the login says.</summary>
    public int Lifetime { get; set; } = 7200;

    public int Logins { get; private set; }

    public IReadOnlyCollection<string> Tokens => [.. _tokens.Keys];

    public static async Task<InfisicalDouble> StartAsync()
    {
        InfisicalDouble infisical = new();
        infisical.Server = await DoubleServer.StartAsync(infisical.AnswerAsync);
        return infisical;
    }

    /// <summary>All tokens given so far are refused from now on.</summary>
    public void Revoke() => _tokens.Clear();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        (int status, object body) = request.Path.Value switch
        {
            "/api/v1/auth/universal-auth/login" when request.Method == "POST" => Login(await JsonDocument.ParseAsync(request.Body)),
            string path when !Old && request.Method == "GET" && path.StartsWith("/api/v4/secrets/", StringComparison.Ordinal) =>
                Read(request, path["/api/v4/secrets/".Length..], request.Query["projectId"] == ProjectId),
            string path when request.Method == "GET" && path.StartsWith("/api/v3/secrets/raw/", StringComparison.Ordinal) =>
                Read(request, path["/api/v3/secrets/raw/".Length..], request.Query["workspaceId"] == ProjectId || request.Query["workspaceSlug"] == Slug),
            _ => (404, Error(404, $"Route {request.Method}:{request.Path}{request.QueryString} not found", "Not Found")),
        };
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(body);
    }

    private (int, object) Login(JsonDocument body)
    {
        if (body.RootElement.GetProperty("clientId").GetString() != ClientId || body.RootElement.GetProperty("clientSecret").GetString() != ClientSecret)
        {
            return (401, Error(401, "Invalid credentials", "Unauthorized"));
        }

        Logins++;
        string token = $"eyJ.access-token-{Logins}.{Guid.NewGuid():N}";
        _tokens[token] = true;
        return (200, new { accessToken = token, expiresIn = Lifetime, accessTokenMaxTTL = 43244, tokenType = "Bearer" });
    }

    private (int, object) Read(HttpRequest request, string key, bool projectFound)
    {
        string authorization = request.Headers.Authorization.ToString();
        if (!authorization.StartsWith("Bearer ", StringComparison.Ordinal) || !_tokens.ContainsKey(authorization["Bearer ".Length..]))
        {
            return (403, Error(403, "The provided access token is malformed. Please use a valid token or generate a new one and try again.", "TokenError"));
        }

        if (!projectFound)
        {
            return (404, Error(404, "Project not found", "NotFound"));
        }

        if (Stranger)
        {
            return (403, Error(403, "You are not a member of this project", "ForbiddenError"));
        }

        return Values.TryGetValue($"{request.Query["environment"]}{request.Query["secretPath"]}:{key}", out string? value)
            ? (200, new { secret = new { secretKey = key, secretValue = Hidden ? "<hidden-by-infisical>" : value, secretValueHidden = Hidden, version = 1, type = "shared" } })
            : (404, Error(404, $"Secret with name '{key}' not found", "NotFound"));
    }

    private static object Error(int statusCode, string message, string error) => new { reqId = "req-1", statusCode, message, error };
}
