using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Phoenix.Testing.Secrets;

/// <summary>
/// Vault's key-value engines (version 2 at <c>secret</c>, version 1 at <c>kv</c>), AppRole and Kubernetes logins, with the status codes and bodies of its
/// published API. Not modelled: policies (a token may read all or nothing), several versions of a secret, leases, replication, response wrapping.
/// </summary>
public sealed class VaultDouble : IAsyncDisposable
{
    public const string RootToken = "hvs.root-token-0123456789";
    public const string RoleId = "role-id-0123456789abcdef";
    public const string SecretId = "secret-id-0123456789abcdef";
    public const string PodToken = "eyJ.pod-token.0123456789abcdef";
    public const string PodRole = "phoenix";

    private readonly ConcurrentDictionary<string, bool> _tokens = new() { [RootToken] = true };

    private VaultDouble()
    {
    }

    public DoubleServer Server { get; private set; } = null!;

    /// <summary>Fields of the secrets by mount and path: <c>secret/app/db</c>.</summary>
    public ConcurrentDictionary<string, JsonObject> Secrets { get; } = new();

    /// <summary>Secrets whose newest version was deleted (false) or destroyed (true).</summary>
    public ConcurrentDictionary<string, bool> Gone { get; } = new();

    public bool Sealed { get; set; }

    /// <summary>The namespace in which everything is; null for the root.</summary>
    public string? Namespace { get; set; }

    public int Logins { get; private set; }

    public static async Task<VaultDouble> StartAsync(X509Certificate2? certificate = null)
    {
        VaultDouble vault = new();
        vault.Server = await DoubleServer.StartAsync(vault.AnswerAsync, certificate);
        return vault;
    }

    /// <summary>All tokens that a login gave are refused from now on.</summary>
    public void Revoke()
    {
        _tokens.Clear();
        _tokens[RootToken] = true;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        (int status, JsonObject body) = Sealed ? (503, Errors("Vault is sealed"))
            : request.Headers["X-Vault-Namespace"].ToString() != (Namespace ?? "") ? (404, Errors($"no handler for route \"{request.Path.Value![4..]}\". route entry not found."))
            : request.Path.Value switch
            {
                "/v1/auth/approle/login" => Login(await JsonDocument.ParseAsync(request.Body), ("role_id", RoleId), ("secret_id", SecretId), 400, "invalid role or secret ID"),
                "/v1/auth/kubernetes/login" => Login(await JsonDocument.ParseAsync(request.Body), ("role", PodRole), ("jwt", PodToken), 403, "permission denied"),
                string path when path.StartsWith("/v1/auth/", StringComparison.Ordinal) => (404, Errors($"no handler for route \"{path[4..]}\". route entry not found.")),
                string path => _tokens.ContainsKey(request.Headers["X-Vault-Token"].ToString()) ? Read(path["/v1/".Length..]) : (403, Errors("permission denied")),
                null => (404, Errors()),
            };
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(body);
    }

    private (int, JsonObject) Login(JsonDocument body, (string Name, string Value) first, (string Name, string Value) second, int refusal, string error)
    {
        if (body.RootElement.GetProperty(first.Name).GetString() != first.Value || body.RootElement.GetProperty(second.Name).GetString() != second.Value)
        {
            return (refusal, Errors(error));
        }

        Logins++;
        string token = $"hvs.login-{Logins}-{Guid.NewGuid():N}";
        _tokens[token] = true;
        return (200, new JsonObject { ["auth"] = new JsonObject { ["client_token"] = token, ["lease_duration"] = 3600, ["renewable"] = true } });
    }

    private (int, JsonObject) Read(string path)
    {
        if (path.StartsWith("kv/", StringComparison.Ordinal))
        {
            return Secrets.TryGetValue(path, out JsonObject? fields) ? (200, new JsonObject { ["data"] = fields.DeepClone() }) : (404, Errors());
        }

        if (!path.StartsWith("secret/data/", StringComparison.Ordinal))
        {
            return (404, new JsonObject
            {
                ["warnings"] = new JsonArray("Invalid path for a versioned K/V secrets engine. See the API docs for the appropriate API endpoints to use."),
            });
        }

        string name = "secret/" + path["secret/data/".Length..];
        if (Gone.TryGetValue(name, out bool destroyed))
        {
            return (404, new JsonObject
            {
                ["data"] = new JsonObject
                {
                    ["data"] = null,
                    ["metadata"] = new JsonObject { ["version"] = 3, ["destroyed"] = destroyed, ["deletion_time"] = destroyed ? "" : "2026-03-01T10:00:00.5Z" },
                },
            });
        }

        return Secrets.TryGetValue(name, out JsonObject? found)
            ? (200, new JsonObject
            {
                ["data"] = new JsonObject
                {
                    ["data"] = found.DeepClone(),
                    ["metadata"] = new JsonObject { ["version"] = 3, ["destroyed"] = false, ["deletion_time"] = "" },
                },
            })
            : (404, Errors());
    }

    private static JsonObject Errors(params string[] errors) => new() { ["errors"] = new JsonArray([.. errors.Select(e => (JsonNode)e)]) };
}
