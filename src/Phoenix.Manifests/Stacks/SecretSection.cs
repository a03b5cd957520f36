using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Stacks;

/// <summary>Reads where a secret comes from. A value written out is refused: a stack file lies in Git.</summary>
internal sealed class SecretSection(Section owner, Places places)
{
    private static readonly string[] Sources = ["env", "file", "command", "infisical", "vault"];

    public SecretDefinition Read(string name, YamlValue value)
    {
        if (value is YamlScalar)
        {
            throw owner.Wrong(value, $"secret '{name}' is written out, and a stack file holds no secrets", $"say where it comes from: one of {string.Join(", ", Sources)}, e.g. {{ env: {name} }}");
        }

        Section section = owner.Open(value, $"secret '{name}'", Sources);
        if (section.Entries.Count != 1)
        {
            throw section.Wrong(value, $"secret '{name}' must have one source", $"name one of {string.Join(", ", Sources)}");
        }

        return section.Entries[0].Key.Text switch
        {
            "env" => new SecretDefinition.Env(section.RequireText("env")),
            "file" => new SecretDefinition.File(places.Of(section.RequireText("file"))),
            "command" => new SecretDefinition.Command(section.Texts("command")!),
            "infisical" => Infisical(section.Sub("infisical", "url", "project", "environment", "path", "key", "clientId", "clientSecret")!, name),
            _ => Vault(section.Sub("vault", "url", "namespace", "mount", "path", "field", "version", "login", "caFile")!, name),
        };
    }

    private static SecretDefinition.Infisical Infisical(Section s, string name) => new(
        Url(s, "https://app.infisical.com"), s.RequireText("project"), s.RequireText("environment"), s.Text("path") ?? "/", s.Text("key") ?? name,
        s.Text("clientId") ?? "INFISICAL_CLIENT_ID", s.Text("clientSecret") ?? "INFISICAL_CLIENT_SECRET");

    private SecretDefinition.Vault Vault(Section s, string name) => new(
        Url(s, null), s.Text("namespace"), s.Text("mount") ?? "secret", s.RequireText("path"), s.Text("field") ?? name, s.Whole("version", 1, 2) ?? 2,
        Login(s), s.Text("caFile") is string ca ? places.Of(ca) : null);

    private VaultLogin Login(Section vault)
    {
        Section? login = vault.Sub("login", "token", "appRole", "kubernetes");
        if (login is null)
        {
            return new VaultLogin.Token("VAULT_TOKEN");
        }

        if (login.Entries.Count != 1)
        {
            throw vault.Wrong(vault.Require("login"), "'login' must name one method", "name one of token, appRole, kubernetes");
        }

        if (login.Sub("appRole", "mount", "roleId", "secretId") is { } role)
        {
            return new VaultLogin.AppRole(role.Text("mount") ?? "approle", role.RequireText("roleId"), role.RequireText("secretId"));
        }

        return login.Sub("kubernetes", "mount", "role", "tokenFile") is { } pod
            ? new VaultLogin.Kubernetes(
                pod.Text("mount") ?? "kubernetes", pod.RequireText("role"), places.Of(pod.Text("tokenFile") ?? "/var/run/secrets/kubernetes.io/serviceaccount/token"))
            : new VaultLogin.Token(login.RequireText("token"));
    }

    private static Uri Url(Section section, string? otherwise)
    {
        string text = section.Find("url") is null && otherwise is not null ? otherwise : section.RequireText("url");
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "https" or "http" && url.UserInfo.Length == 0
            ? url
            : throw section.Wrong(section.Require("url"), $"'{text}' is no address", "write it as https://host[:port], without a user or password");
    }
}
