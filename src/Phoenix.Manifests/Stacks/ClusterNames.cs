using System.Text.RegularExpressions;
using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Stacks;

/// <summary>Reads names of objects of a cluster: <c>namespace/name</c>, in the forms that Kubernetes takes.</summary>
internal static partial class ClusterNames
{
    private const int LongestLabel = 63;
    private const int LongestName = 253;

    /// <summary>One name.</summary>
    public static ClusterObjectName Read(Section section, string key) => Parse(section, section.Require(key), key, section.RequireText(key));

    /// <summary>A list of names; empty when there is no such key.</summary>
    public static IReadOnlyList<ClusterObjectName> ReadList(Section section, string key)
    {
        ClusterObjectName[] names = [.. (section.Texts(key) ?? []).Select(t => Parse(section, section.Require(key), key, t))];
        return names.GroupBy(n => n).FirstOrDefault(g => g.Skip(1).Any())?.Key is { } twice
            ? throw section.Wrong(section.Require(key), $"'{twice}' is in '{key}' twice", "remove one of them")
            : names;
    }

    /// <summary>A namespace; null when there is no such key.</summary>
    public static string? ReadNamespace(Section section, string key) => section.Text(key) is not string text || IsLabel(text)
        ? section.Text(key)
        : throw section.Wrong(section.Require(key), $"'{text}' can be no namespace", "it is 1 to 63 of a-z, 0-9 and -, and begins and ends with a letter or digit");

    /// <summary>Whether a text is a label of RFC 1123, as namespaces are.</summary>
    public static bool IsLabel(string text) => text.Length <= LongestLabel && Label().IsMatch(text);

    private static ClusterObjectName Parse(Section section, YamlValue at, string key, string text)
    {
        string[] parts = text.Split('/');
        return parts.Length == 2 && IsLabel(parts[0]) && parts[1].Length <= LongestName && parts[1].Split('.').All(p => Label().IsMatch(p))
            ? new ClusterObjectName(parts[0], parts[1])
            : throw section.Wrong(at, $"'{key}': '{text}' is not namespace/name", "write both, in lower case, as kubectl shows them: namespace/name");
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label();
}
