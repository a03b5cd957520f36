using System.Text;
using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>
/// Passwords of a PostgresCluster's users. A restore brings the passwords' verifiers back, but the Secrets that clients read go with the cluster, and the operator
/// makes new ones with new passwords. So the Secrets of the users whose password the stack file knows are made first, with the operator's labels and an empty
/// verifier: it keeps the password and derives the verifier.
/// </summary>
/// <param name="site">The layer.</param>
internal sealed class UserSecrets(CrunchySite site)
{
    /// <summary>Makes the Secrets, and corrects one that holds another password.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        foreach ((string user, string secret) in site.Definition.Users)
        {
            string password = await site.Scope.Secrets.ReadAsync(secret, cancellationToken);
            site.Scope.Log.Redact([password]);
            string name = PgoNames.UserSecret(site.Name, user);
            KubeObject? present = await site.Cluster.GetAsync(CrunchySite.Secrets, site.Name.Namespace, name, cancellationToken);
            if (present is not null && Read(present, "password") == password)
            {
                continue;
            }

            JsonObject data = new() { ["password"] = Encode(password), ["verifier"] = "" };
            if (present is not null || await site.Cluster.CreateAsync(CrunchySite.Secrets, Make(name, user, data), cancellationToken) is null)
            {
                await site.Cluster.PatchAsync(CrunchySite.Secrets, site.Name.Namespace, name, new JsonObject { ["data"] = data.DeepClone() }, status: false, cancellationToken);
            }

            site.Scope.Log.Say($"Secret {site.Name.Namespace}/{name}: the password is that of '{secret}'");
        }
    }

    /// <summary>The administrator's password: the stack file's, or else that in the cluster.</summary>
    /// <exception cref="PhoenixException">NotFound: there is neither.</exception>
    public async Task<string> ReadAdminAsync(CancellationToken cancellationToken)
    {
        string user = site.Definition.Admin;
        if (site.Definition.Users.TryGetValue(user, out string? secret))
        {
            return await site.Scope.Secrets.ReadAsync(secret, cancellationToken);
        }

        string name = PgoNames.UserSecret(site.Name, user);
        KubeObject? present = await site.Cluster.GetAsync(CrunchySite.Secrets, site.Name.Namespace, name, cancellationToken);
        return present is not null && Read(present, "password") is { Length: > 0 } password
            ? password
            : throw new PhoenixException(
                ErrorCode.NotFound,
                $"there is no password for '{user}' of {site.Name}: {(present is null ? "no" : "an empty")} Secret {site.Name.Namespace}/{name}",
                $"add '- name: {user}' to spec.users, and its password to the stack file (users: {{ {user}: SECRET }}): only a password that is kept outside opens a restored database");
    }

    private static string? Read(KubeObject secret, string key)
    {
        if (secret.TextAt("data", key) is not string text)
        {
            return null;
        }

        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private KubeObject Make(string name, string user, JsonObject data) => new(new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = site.Name.Namespace,
            ["labels"] = new JsonObject
            {
                [PgoNames.ClusterLabel] = site.Name.Name,
                [PgoNames.UserLabel] = user,
                [PgoNames.RoleLabel] = PgoNames.UserRole,
            },
        },
        ["data"] = data.DeepClone(),
    });
}
