using System.Text.RegularExpressions;
using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Stacks;

/// <summary>Reads <c>terraform</c> of a layer: a directory, or a mapping; and what it has in common with <c>terragrunt</c>.</summary>
internal sealed partial class TerraformSection(Section layer, Places places, GateSection gates)
{
    internal static readonly TimeSpan LockTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestLockTimeout = TimeSpan.FromHours(24);

    public DriverDefinition.Terraform Read()
    {
        if (layer.Find("terraform") is YamlScalar)
        {
            return new DriverDefinition.Terraform(places.Of(layer.RequireText("terraform")), "terraform", Nothing, Nothing, NoSecrets, null, [], LockTimeout);
        }

        Section t = layer.Sub("terraform", "directory", "binary", "vars", "env", "secrets", "workspace", "forget", "api", "lockTimeout")!;
        Dictionary<string, ValueTemplate> variables = t.Map("vars").ToDictionary(v => v.Key, v => new ValueTemplate(v.Value));
        IReadOnlyDictionary<string, ValueTemplate> environment = gates.Environment(t);
        IReadOnlyDictionary<string, string> secrets = Secrets(t, environment);
        foreach (string name in variables.Keys)
        {
            if (!Identifier().IsMatch(name))
            {
                throw t.Wrong(t.Require("vars"), $"'{name}' is no name of a variable", "it begins with a letter or _, then letters, digits, _ and -");
            }

            if (environment.ContainsKey("TF_VAR_" + name) || secrets.ContainsKey("TF_VAR_" + name))
            {
                throw t.Wrong(t.Require("vars"), $"the variable '{name}' is given twice, the other time as TF_VAR_{name}", "keep one of them");
            }
        }

        return new DriverDefinition.Terraform(
            places.Of(t.RequireText("directory")), Binary(t, "terraform"), variables, environment, secrets, Workspace(t), Forget(t), Lock(t), Api(t));
    }

    internal static IReadOnlyDictionary<string, ValueTemplate> Nothing { get; } = new Dictionary<string, ValueTemplate>();

    internal static IReadOnlyDictionary<string, string> NoSecrets { get; } = new Dictionary<string, string>();

    internal string Binary(Section section, string usual) =>
        section.Text("binary") is not string binary ? usual : binary.Contains('/', StringComparison.Ordinal) ? places.Of(binary) : binary;

    internal IReadOnlyDictionary<string, string> Secrets(Section section, IReadOnlyDictionary<string, ValueTemplate> environment)
    {
        IReadOnlyDictionary<string, string> secrets = gates.SecretNames(section);
        return secrets.Keys.FirstOrDefault(environment.ContainsKey) is string both
            ? throw section.Wrong(section.Require("secrets"), $"'{both}' is under 'env' and under 'secrets'", "keep one of them")
            : secrets;
    }

    internal static IReadOnlyList<string> Forget(Section section)
    {
        IReadOnlyList<string> prefixes = section.Texts("forget") ?? [];
        return prefixes.FirstOrDefault(p => !Prefix().IsMatch(p)) is string wrong
            ? throw section.Wrong(section.Require("forget"), $"'{wrong}' is no beginning of a resource type", "write it as in helm_ or kubernetes_")
            : prefixes;
    }

    internal static ValueTemplate? Api(Section section)
    {
        if (section.Text("api") is not string address)
        {
            return null;
        }

        if (section.Find("forget") is null)
        {
            throw section.Wrong(section.Require("api"), "'api' says when 'forget' holds, and there is no 'forget'", "add it, or remove 'api'");
        }

        return address.Contains("${", StringComparison.Ordinal) || HostAndPort().IsMatch(address)
            ? new ValueTemplate(address)
            : throw section.Wrong(section.Require("api"), $"'{address}' is no address", "write host:port, and an IPv6 address in brackets: [::1]:6443");
    }

    internal static TimeSpan Lock(Section section) => section.Duration("lockTimeout") switch
    {
        null => LockTimeout,
        { } time when time > LongestLockTimeout => throw section.Wrong(section.Require("lockTimeout"), "'lockTimeout' is longer than a day", "correct it"),
        { } time => time,
    };

    private static string? Workspace(Section section) => section.Text("workspace") is not string workspace || WorkspaceName().IsMatch(workspace)
        ? section.Text("workspace")
        : throw section.Wrong(section.Require("workspace"), $"'{workspace}' is no name of a workspace", "it begins with a letter or digit, then letters, digits, '.', '_' and '-'");

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_-]*\z")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"^[a-z][a-z0-9_-]*\z")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,89}\z")]
    private static partial Regex WorkspaceName();

    [GeneratedRegex(@"^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}\z")]
    private static partial Regex HostAndPort();
}
