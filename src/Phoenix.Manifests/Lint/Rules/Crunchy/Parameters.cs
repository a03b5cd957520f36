using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>The server parameters that a cluster sets.</summary>
internal static class Parameters
{
    /// <summary>Under <c>config</c>, which the operator reads last.</summary>
    public static readonly string[] Config = ["spec", "config", "parameters"];

    /// <summary>Under Patroni's dynamic configuration.</summary>
    public static readonly string[] Patroni = ["spec", "patroni", "dynamicConfiguration", "postgresql", "parameters"];

    /// <summary>All parameters with values that are known. Names are in lower case, as PostgreSQL takes them.</summary>
    public static IEnumerable<(string Name, YamlScalar Value, bool IsConfig)> Of(Manifest cluster) =>
        new[] { Patroni, Config }.SelectMany(path => cluster.Entries(path)
            .Where(e => e.Value is YamlScalar { IsNull: false } value && !PgoSetting.IsUnknown(value.Text))
            .Select(e => (e.Key.Text.ToLowerInvariant(), (YamlScalar)e.Value, ReferenceEquals(path, Config))));

    /// <summary>Whether a value is PostgreSQL's off, in any of its spellings.</summary>
    public static bool IsOff(string value) => value.Trim().Trim('\'').ToLowerInvariant() is "off" or "of" or "false" or "fals" or "f" or "no" or "n" or "0";

    /// <summary>Whether a value is PostgreSQL's on, in any of its spellings.</summary>
    public static bool IsOn(string value) => value.Trim().Trim('\'').ToLowerInvariant() is "on" or "true" or "t" or "yes" or "y" or "1";
}
