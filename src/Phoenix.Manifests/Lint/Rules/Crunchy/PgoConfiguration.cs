using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>One entry of a list <c>configuration</c>: what is mounted into pgBackRest's <c>/etc/pgbackrest/conf.d</c>.</summary>
internal sealed class PgoConfiguration
{
    /// <summary>Reads it.</summary>
    public PgoConfiguration(LintSet set, Manifest cluster, YamlValue entry)
    {
        YamlMapping? secret = entry.Mapping("secret");
        YamlMapping? projection = secret ?? entry.Mapping("configMap");
        IsSecret = secret is not null;
        Name = projection.Scalar("name");
        IsOptional = projection.Flag("optional") == true;
        if (projection is null || Name is null || PgoSetting.IsUnknown(Name.Text))
        {
            // A service account's token and the like: no file of options.
            IsVisible = projection is null;
            Files = projection is null ? [] : null;
            return;
        }

        Origins = IsSecret
            ? SecretOrigins.Of(set).Named(cluster.Namespace, Name.Text)
            : [.. set.Named("ConfigMap", cluster.Namespace, Name.Text).Select(m => new SecretOrigin(m, [.. m.Entries("data").Select(e => e.Key.Text)], true))];
        Dictionary<string, string> paths = new(StringComparer.Ordinal);
        foreach (YamlValue item in projection.Items("items"))
        {
            paths[item.Text("key") ?? ""] = item.Text("path") ?? "";
        }

        string? PathOf(string key) => paths.Count == 0 ? key : paths.GetValueOrDefault(key);
        Files = Origins.Count == 0 || Origins.Any(o => o.Keys is null) ? null : [.. Origins.SelectMany(o => o.Keys!).Select(PathOf).OfType<string>()];
        Texts = [.. Origins.SelectMany(o => set.ConfsOf(o.Maker)).Where(t => PathOf(t.Key) is string path && IsLoaded(path))];
        IsVisible = Origins.Count > 0 && Origins.All(o => o.IsVisible) && Files is not null && Files.Count(IsLoaded) == Texts.Count;
    }

    /// <summary>Whether it names a Secret.</summary>
    public bool IsSecret { get; }

    /// <summary>The name of the Secret or ConfigMap; null when it is neither.</summary>
    public YamlScalar? Name { get; }

    /// <summary>Whether the pod starts without it.</summary>
    public bool IsOptional { get; }

    /// <summary>The objects that make it.</summary>
    public IReadOnlyList<SecretOrigin> Origins { get; } = [];

    /// <summary>The files that it puts there; null when they are not known.</summary>
    public IReadOnlyList<string>? Files { get; }

    /// <summary>The texts that pgBackRest will load of it, as far as they are in the manifests.</summary>
    public IReadOnlyList<ConfText> Texts { get; } = [];

    /// <summary>Whether all that it says is in the manifests.</summary>
    public bool IsVisible { get; }

    /// <summary>Whether pgBackRest loads a file of that name.</summary>
    public static bool IsLoaded(string file) => file.EndsWith(".conf", StringComparison.Ordinal);
}
