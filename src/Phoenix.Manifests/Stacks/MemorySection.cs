using System.Globalization;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Stacks;

/// <summary>Reads memory by node of the platform: what a layer's machines need, or what the nodes have.</summary>
internal static class MemorySection
{
    private const long MostMebibytes = 1L << 30;

    /// <summary>MiB by node; empty for a section that is not there.</summary>
    public static IReadOnlyDictionary<string, long> Read(Section? section)
    {
        Dictionary<string, long> memory = [];
        foreach ((YamlScalar node, YamlValue value) in section?.Entries ?? [])
        {
            memory[node.Text] = long.TryParse(section!.TextOf(value, node.Text), NumberStyles.None, CultureInfo.InvariantCulture, out long mebibytes) && mebibytes is > 0 and <= MostMebibytes
                ? mebibytes
                : throw section.Wrong(value, $"the memory on '{node.Text}' must be a number of MiB", "write e.g. 8192");
        }

        return memory;
    }
}
