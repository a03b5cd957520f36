using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>
/// One place from which pgBackRest gets its configuration: <c>spec.backups.pgbackrest</c> (backups, archiving, a standby, an in-place restore) or <c>spec.dataSource.pgbackrest</c> (the restore of a new cluster). Neither inherits
/// from the other.
/// </summary>
internal sealed class PgoSide
{
    private readonly string[] path;
    private readonly ILookup<string, ConfOption> written;

    /// <summary>Reads it.</summary>
    public PgoSide(LintSet set, Manifest cluster, YamlMapping node, params string[] path)
    {
        this.path = path;
        Cluster = cluster;
        Node = node;
        Configuration = [.. node.Items("configuration").Select(c => new PgoConfiguration(set, cluster, c))];
        IEnumerable<YamlMapping> repos = node.Mapping("repo") is YamlMapping repo ? [repo] : node.Items("repos").OfType<YamlMapping>();
        Repositories = [.. repos.Select(r => new PgoRepository(this, r))];
        Texts = [.. Configuration.SelectMany(c => c.Texts)];
        written = Texts.SelectMany(t => t.Options).ToLookup(o => o.Name, StringComparer.Ordinal);
    }

    /// <summary>The PostgresCluster.</summary>
    public Manifest Cluster { get; }

    /// <summary>The mapping <c>pgbackrest</c>.</summary>
    public YamlMapping Node { get; }

    /// <summary>What is mounted into conf.d.</summary>
    public IReadOnlyList<PgoConfiguration> Configuration { get; }

    /// <summary>Its repositories.</summary>
    public IReadOnlyList<PgoRepository> Repositories { get; }

    /// <summary>The name of the side: <c>dataSource</c> or <c>backups</c>.</summary>
    public string Title => path[1];

    /// <summary>The stanza that it uses: the operator always archives to <c>db</c>.</summary>
    public string Stanza => Node.Text("stanza") ?? "db";

    /// <summary>All texts that pgBackRest loads there.</summary>
    public IReadOnlyList<ConfText> Texts { get; }

    /// <summary>Whether all that is configured there is in the manifests.</summary>
    public bool IsVisible => Configuration.All(c => c.IsVisible);

    /// <summary>The value of a pgBackRest option there; null when it is not set, or not visibly.</summary>
    public PgoSetting? Setting(string option)
    {
        ConfOption? own = written[option].FirstOrDefault(o => o.Section == Stanza || o.Section == $"{Stanza}:restore");
        if (own is null && Node.Scalar("global", option) is YamlScalar scalar)
        {
            return new PgoSetting(scalar.Text, Cluster.At(scalar));
        }

        own ??= written[option].FirstOrDefault(o => o.Section is "global" or "global:restore");
        return own is null ? null : new PgoSetting(own.Value, own.ValueAt);
    }

    /// <summary>The place of a key of this side, or of the deepest one above it.</summary>
    public LintPlace Near(params string[] keys) => Cluster.Near([.. path, .. keys]);

    /// <summary>Whether something there cannot be seen that the other side does not have, too: it may hold any option.</summary>
    public bool HidesMoreThan(PgoSide other) => Configuration.Any(c => !c.IsVisible && !other.Configuration.Any(o => o.IsSecret == c.IsSecret && o.Name?.Text == c.Name?.Text));
}
