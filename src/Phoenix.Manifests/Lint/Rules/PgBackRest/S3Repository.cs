using System.Runtime.CompilerServices;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A repository in S3, with all that was found of how it is reached.</summary>
internal sealed record S3Repository
{
    // Many rules ask the same of one set.
    private static readonly ConditionalWeakTable<LintSet, IReadOnlyList<S3Repository>> Known = new();

    /// <summary>Its number.</summary>
    public required int Index { get; init; }

    /// <summary>The bucket; null when it is not known.</summary>
    public Setting? Bucket { get; init; }

    /// <summary>The endpoint; null when it is not known.</summary>
    public Setting? Endpoint { get; init; }

    /// <summary>The region; null when it is not known.</summary>
    public Setting? Region { get; init; }

    /// <summary>All settings that were found, those of the Secrets that a PostgresCluster mounts included.</summary>
    public required IReadOnlyList<Setting> Settings { get; init; }

    /// <summary>Whether all settings were found: nothing is mounted that could not be read.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Whether the bucket is part of the path and not of the host's name; null when that is not known.</summary>
    public bool? IsPathStyle => Value("s3-uri-style") is string style ? YamlLookup.IsOpen(style) ? null : style == "path" : IsComplete ? false : null;

    /// <summary>Whether the certificate is looked at; null when that is not known.</summary>
    public bool? VerifiesTls => Value("storage-verify-tls") is string verify ? YamlLookup.IsOpen(verify) ? null : verify != "n" : IsComplete ? true : null;

    /// <summary>Whether another host than the endpoint is connected to.</summary>
    public bool HasOtherHost => Value("storage-host") is not null;

    /// <summary>The value of one of its settings.</summary>
    public string? Value(string name) => Settings.FirstOrDefault(s => s.Option.Key == $"repo{Index}-{name}" && !s.Option.IsNegated)?.Value;

    /// <summary>All repositories in S3.</summary>
    public static IReadOnlyList<S3Repository> In(LintSet set) =>
        Known.GetValue(set, s => [.. Files(s), .. s.OfKind("PostgresCluster", "postgres-operator.crunchydata.com").SelectMany(c => Of(s, c))]);

    private static IEnumerable<S3Repository> Files(LintSet set)
    {
        foreach (SettingBlock block in SettingBlock.Confs(set).Where(b => b.Owner is null))
        {
            foreach (int index in block.Repositories.Where(i => block.Find($"repo{i}-s3-endpoint") is not null || block.Find($"repo{i}-s3-bucket") is not null))
            {
                yield return new S3Repository
                {
                    Index = index,
                    Bucket = block.Find($"repo{index}-s3-bucket"),
                    Endpoint = block.Find($"repo{index}-s3-endpoint"),
                    Region = block.Find($"repo{index}-s3-region"),
                    Settings = block.Settings,
                    IsComplete = block.IsWhole,
                };
            }
        }
    }

    private static IEnumerable<S3Repository> Of(LintSet set, Manifest cluster)
    {
        IEnumerable<(string Part, YamlMapping Repo)> all = cluster.Items("spec", "backups", "pgbackrest", "repos").OfType<YamlMapping>().Select(r => ("backups", r));
        if (cluster.Mapping("spec", "dataSource", "pgbackrest", "repo") is YamlMapping source)
        {
            all = all.Append(("dataSource", source));
        }

        foreach ((string part, YamlMapping repo) in all)
        {
            if (repo.Text("name") is not ("repo1" or "repo2" or "repo3" or "repo4") || repo.Mapping("s3") is not YamlMapping s3)
            {
                continue;
            }

            IReadOnlyList<Setting>? mounted = Mounted(set, cluster, part);
            yield return new S3Repository
            {
                Index = repo.Text("name")![4] - '0',
                Bucket = Written(cluster, s3, "bucket"),
                Endpoint = Written(cluster, s3, "endpoint"),
                Region = Written(cluster, s3, "region"),
                Settings = [.. Global(set, cluster, part), .. mounted ?? []],
                IsComplete = mounted is not null,
            };
        }
    }

    private static Setting? Written(Manifest cluster, YamlMapping s3, string key) =>
        s3.FindKey(key) is YamlScalar name && s3.Scalar(key) is YamlScalar value ? Setting.Of(cluster, name, value) : null;

    private static IReadOnlyList<Setting> Global(LintSet set, Manifest cluster, string part) =>
        SettingBlock.Globals(set).FirstOrDefault(b => ReferenceEquals(b.Owner, cluster) && b.Part == part)?.Settings ?? [];

    // What the Secrets and ConfigMaps of 'configuration' hold; null when one of them could not be read.
    private static List<Setting>? Mounted(LintSet set, Manifest cluster, string part)
    {
        List<Setting> found = [];
        foreach (YamlValue entry in cluster.Items("spec", part, "pgbackrest", "configuration"))
        {
            string kind = entry.Find("secret") is not null ? "Secret" : "ConfigMap";
            if (entry.Text(kind == "Secret" ? "secret" : "configMap", "name") is not string name)
            {
                return null;
            }

            ConfText[] texts = [.. set.Confs.Where(c => c.Owner is Manifest owner && Makes(owner, cluster, kind, name))];
            if (texts.Length == 0)
            {
                return null;
            }

            found.AddRange(texts.SelectMany(t => t.Options).Select(Setting.Of));
        }

        return found;
    }

    private static bool Makes(Manifest owner, Manifest cluster, string kind, string name) =>
        (owner.Namespace is null || cluster.Namespace is null || owner.Namespace == cluster.Namespace)
        && ((owner.Kind == kind && owner.Name == name) || (kind == "Secret" && owner.Kind == "ExternalSecret" && (owner.Text("spec", "target", "name") ?? owner.Name) == name));
}
