using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>Databases, users and their Secrets. Passwords come from no backup: a Secret that is there keeps its own, any other gets a new one.</summary>
/// <param name="pass">The pass.</param>
internal sealed partial class UserStep(ClusterPass pass)
{
    private const int PasswordLength = 24;

    private PostgresClusterSpec Spec => pass.Spec;

    public async Task RunAsync()
    {
        IReadOnlyList<JsonObject> users = await UsersAsync();
        await DatabasesAsync(users);
        IReadOnlyDictionary<string, string> verifiers = await SecretsAsync(users);
        await RolesAsync(users, verifiers);
    }

    private async Task<IReadOnlyList<JsonObject>> UsersAsync()
    {
        if (Spec.Users is { } users)
        {
            return users;
        }

        if (UserName().IsMatch(Spec.Name))
        {
            return [new JsonObject { ["name"] = Spec.Name, ["databases"] = new JsonArray(Spec.Name) }];
        }

        await pass.EventAsync("Warning", "InvalidUser", $"spec.users[0].name: Invalid value: \"{Spec.Name}\": should match '{UserName()}'");
        return [];
    }

    private async Task DatabasesAsync(IReadOnlyList<JsonObject> users)
    {
        string[] databases = [.. users.SelectMany(u => Json.Texts(u["databases"])).Distinct().Order(StringComparer.Ordinal)];
        string revision = SafeHash.Of(databases);
        if (pass.Writable is not { } server || Json.Text(pass.Status.Content["databaseRevision"]) == revision)
        {
            return;
        }

        foreach (string database in databases)
        {
            if (await server.AskAsync($"SELECT 1 FROM pg_database WHERE datname = {Literal(database)}", pass.Token) is null)
            {
                await server.AskAsync($"CREATE DATABASE {Name(database)}", pass.Token);
            }
        }

        pass.Status.Content["databaseRevision"] = revision;
    }

    private async Task<IReadOnlyDictionary<string, string>> SecretsAsync(IReadOnlyList<JsonObject> users)
    {
        IReadOnlyList<KubeObject> secrets = await pass.Objects.ListAsync(
            pass.Kinds.Secret, Spec.Space, $"{CrunchyNames.Cluster}={Spec.Name},{CrunchyNames.Role}=pguser", pass.Token);
        Dictionary<string, string> verifiers = new(StringComparer.Ordinal);
        foreach (JsonObject user in users)
        {
            string name = Json.Text(user["name"]) ?? "";
            // By label, whatever its name; one whose name says pguser comes first.
            KubeObject? known = secrets.Where(s => ClusterPass.Label(s, CrunchyNames.User) == name)
                .OrderBy(s => s.Name.Contains("pguser", StringComparison.Ordinal) ? 0 : 1).FirstOrDefault();
            JsonObject secret = Secret(user, name, known);
            await pass.ApplyAsync(pass.Kinds.Secret, secret);
            verifiers[name] = ServiceStep.Read(new KubeObject(secret), "verifier") ?? "";
        }

        foreach (KubeObject old in secrets.Where(s => !verifiers.ContainsKey(ClusterPass.Label(s, CrunchyNames.User) ?? "")
            && Json.Objects(s.At("metadata", "ownerReferences")).Any(o => Json.Text(o["uid"]) == Spec.Object.Uid)))
        {
            await pass.Objects.DeleteAsync(pass.Kinds.Secret, old, pass.Token);
        }

        return verifiers;
    }

    private JsonObject Secret(JsonObject user, string name, KubeObject? known)
    {
        string? password = known is null ? null : ServiceStep.Read(known, "password");
        string? verifier = password is null ? null : ServiceStep.Read(known!, "verifier");
        password ??= RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", PasswordLength);
        string host = $"{CrunchyNames.PrimaryService(Spec.Name)}.{Spec.Space}.svc";
        JsonObject data = new()
        {
            ["host"] = ServiceStep.Encode(host),
            ["port"] = ServiceStep.Encode($"{Spec.Port}"),
            ["user"] = ServiceStep.Encode(name),
            ["password"] = ServiceStep.Encode(password),
            ["verifier"] = ServiceStep.Encode(verifier ?? ScramVerifier.Make(password)),
        };
        if (Json.Texts(user["databases"]) is [string database, ..])
        {
            data["dbname"] = ServiceStep.Encode(database);
            data["uri"] = ServiceStep.Encode($"postgresql://{Uri.EscapeDataString(name)}:{Uri.EscapeDataString(password)}@{host}:{Spec.Port}/{Uri.EscapeDataString(database)}");
            data["jdbc-uri"] = ServiceStep.Encode($"jdbc:postgresql://{host}:{Spec.Port}/{database}?password={Uri.EscapeDataString(password)}&user={Uri.EscapeDataString(name)}");
        }

        return new JsonObject
        {
            ["metadata"] = pass.Metadata(CrunchyNames.UserSecret(Spec.Name, name), [(CrunchyNames.Role, "pguser"), (CrunchyNames.User, name)]),
            ["data"] = data,
        };
    }

    private async Task RolesAsync(IReadOnlyList<JsonObject> users, IReadOnlyDictionary<string, string> verifiers)
    {
        string revision = SafeHash.Of(users.Select(u => u.ToJsonString()).Concat(verifiers.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => v.Key + v.Value)));
        if (pass.Writable is not { } server || Json.Text(pass.Status.Content["usersRevision"]) == revision)
        {
            return;
        }

        foreach (JsonObject user in users)
        {
            string name = Json.Text(user["name"]) ?? "";
            bool super = name == PostgresServer.Superuser;
            if (await server.AskAsync($"SELECT 1 FROM pg_roles WHERE rolname = {Literal(name)}", pass.Token) is null)
            {
                await server.AskAsync($"CREATE USER {Name(name)}", pass.Token);
            }

            string options = super ? "LOGIN SUPERUSER" : Json.Text(user["options"]) ?? "";
            await server.AskAsync($"ALTER ROLE {Name(name)} WITH {options} PASSWORD {Literal(verifiers[name])}", pass.Token);
            foreach (string database in super ? [PostgresServer.Superuser] : Json.Texts(user["databases"]))
            {
                await server.AskAsync($"GRANT ALL PRIVILEGES ON DATABASE {Name(database)} TO {Name(name)}", pass.Token);
            }
        }

        pass.Status.Content["usersRevision"] = revision;
    }

    private static string Name(string text) => "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static string Literal(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex UserName();
}
