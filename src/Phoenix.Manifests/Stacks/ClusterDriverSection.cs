using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Stacks;

/// <summary>Reads the drivers that work on a Kubernetes cluster.</summary>
internal sealed class ClusterDriverSection(Section layer, Places places, IReadOnlyDictionary<string, SecretDefinition> secrets)
{
    private const string AllOfThem = "all";
    private const string Superuser = "postgres";
    private static readonly TimeSpan NudgeAfter = TimeSpan.FromMinutes(2);

    public DriverDefinition Read(string driver) => driver switch
    {
        "kubernetes" => Kubernetes(),
        "flux" => Flux(),
        "externalSecret" => ExternalSecret(),
        "longhorn" => Longhorn(),
        _ => PostgresCluster(),
    };

    /// <summary>What Flux objects a driver or a gate means: <c>all</c>, one Kustomization, or lists.</summary>
    internal static (IReadOnlyList<ClusterObjectName> Kustomizations, IReadOnlyList<ClusterObjectName> HelmReleases) FluxObjects(Section owner, params string[] more)
    {
        if (owner.Find("flux") is YamlScalar)
        {
            IReadOnlyList<ClusterObjectName> named = owner.RequireText("flux") == AllOfThem ? [] : [ClusterNames.Read(owner, "flux")];
            return (named, []);
        }

        Section flux = owner.Sub("flux", ["kustomizations", "helmReleases", .. more])!;
        return (ClusterNames.ReadList(flux, "kustomizations"), ClusterNames.ReadList(flux, "helmReleases"));
    }

    /// <summary>What ExternalSecrets a driver or a gate means.</summary>
    internal static (IReadOnlyList<ClusterObjectName> Names, bool Repository) Secrets(Section owner)
    {
        if (owner.Find("externalSecret") is YamlScalar)
        {
            return ([ClusterNames.Read(owner, "externalSecret")], false);
        }

        Section secret = owner.Sub("externalSecret", "names", "repository")!;
        secret.Require("names");
        return (ClusterNames.ReadList(secret, "names"), secret.Flag("repository"));
    }

    private DriverDefinition.Kubernetes Kubernetes()
    {
        if (layer.Find("kubernetes") is YamlScalar)
        {
            return new DriverDefinition.Kubernetes([places.Of(layer.RequireText("kubernetes"))], null, null, Force: false);
        }

        Section k = layer.Sub("kubernetes", "manifests", "kustomization", "namespace", "force")!;
        if ((k.Find("manifests") is null) == (k.Find("kustomization") is null))
        {
            throw k.Wrong(layer.Require("kubernetes"), "it must name manifests or a kustomization, and one of them only", "write manifests: [file or folder], or kustomization: folder");
        }

        return new DriverDefinition.Kubernetes(
            [.. (k.Texts("manifests") ?? []).Select(places.Of)], k.Text("kustomization") is string folder ? places.Of(folder) : null, ClusterNames.ReadNamespace(k, "namespace"), k.Flag("force"));
    }

    private DriverDefinition.Flux Flux()
    {
        (IReadOnlyList<ClusterObjectName> kustomizations, IReadOnlyList<ClusterObjectName> helmReleases) = FluxObjects(layer, "nudgeAfter");
        TimeSpan? nudge = layer.Find("flux") is YamlMapping ? layer.Sub("flux", "kustomizations", "helmReleases", "nudgeAfter")!.Duration("nudgeAfter") : null;
        return new DriverDefinition.Flux(kustomizations, helmReleases, nudge ?? NudgeAfter);
    }

    private DriverDefinition.ExternalSecret ExternalSecret()
    {
        (IReadOnlyList<ClusterObjectName> names, bool repository) = Secrets(layer);
        return new DriverDefinition.ExternalSecret(names, repository);
    }

    private DriverDefinition.Longhorn Longhorn()
    {
        if (layer.Find("longhorn") is YamlScalar)
        {
            return new DriverDefinition.Longhorn(ClusterNames.ReadNamespace(layer, "longhorn")!, Remedy: false);
        }

        Section longhorn = layer.Sub("longhorn", "namespace", "remedy")!;
        return new DriverDefinition.Longhorn(ClusterNames.ReadNamespace(longhorn, "namespace") ?? ClusterGateSection.LonghornNamespace, longhorn.Flag("remedy"));
    }

    private DriverDefinition.PostgresCluster PostgresCluster()
    {
        if (layer.Find("postgresCluster") is YamlScalar)
        {
            return new DriverDefinition.PostgresCluster(
                ClusterNames.Read(layer, "postgresCluster"), ClusterManage.Observe, "repo1", null, null, Superuser, new Dictionary<string, string>(), null);
        }

        Section p = layer.Sub("postgresCluster", "name", "manage", "repo", "manifest", "owner", "admin", "users", "dsn")!;
        ClusterManage manage = Choice(p, "manage", ("observe", ClusterManage.Observe), ("patch", ClusterManage.Patch));
        if (manage == ClusterManage.Observe && p.Entries.FirstOrDefault(e => e.Key.Text is "manifest" or "owner") is { Key: { } ours })
        {
            throw p.Wrong(ours, "with 'manage: observe' somebody else makes and opens the cluster", $"remove '{ours.Text}', or write 'manage: patch'");
        }

        return new DriverDefinition.PostgresCluster(
            ClusterNames.Read(p, "name"),
            manage,
            Choice(p, "repo", ("repo1", "repo1"), ("repo2", "repo2"), ("repo3", "repo3"), ("repo4", "repo4")),
            p.Text("manifest") is string manifest ? places.Of(manifest) : null,
            p.Find("owner") is null ? null : ClusterNames.Read(p, "owner"),
            User(p, p.Find("admin"), p.Text("admin") ?? Superuser),
            Users(p),
            p.Find("dsn") is { } dsn ? Secret(p, dsn, p.RequireText("dsn")) : null);
    }

    private Dictionary<string, string> Users(Section p)
    {
        Dictionary<string, string> users = [];
        foreach ((YamlScalar key, YamlValue value) in p.Sub("users")?.Entries ?? [])
        {
            users[User(p, key, key.Text)] = Secret(p, value, p.TextOf(value, key.Text));
        }

        return users;
    }

    // The operator puts the name into names of objects, and refuses others.
    private static string User(Section p, YamlValue? at, string name) => ClusterNames.IsLabel(name)
        ? name
        : throw p.Wrong(at!, $"'{name}' can be no user of a PostgresCluster", "its names are a-z, 0-9 and -, and begin and end with a letter or digit; an underscore is refused");

    private string Secret(Section p, YamlValue at, string name) => secrets.ContainsKey(name)
        ? name
        : throw p.Wrong(at, $"there is no secret '{name}'{Section.Nearest(name, secrets.Keys)}", "declare it under 'secrets', with where it comes from");

    private static T Choice<T>(Section section, string key, params (string Name, T Value)[] choices)
    {
        string text = section.Text(key) ?? choices[0].Name;
        return choices.Any(c => c.Name == text)
            ? choices.First(c => c.Name == text).Value
            : throw section.Wrong(section.Require(key), $"'{key}' cannot be '{text}'{Section.Nearest(text, choices.Select(c => c.Name))}", $"write one of {string.Join(", ", choices.Select(c => c.Name))}");
    }
}
