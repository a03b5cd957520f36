using System.Text.Json;

namespace Phoenix.Manifests.Import.Terragrunt;

/// <summary>What <c>terragrunt find --json --dag --dependencies</c> printed: a list of <c>{"type": "unit", "path": "...", "dependencies": ["..."]}</c>.</summary>
internal static class TerragruntFound
{
    /// <summary>Folder of each unit to the folders that it needs; paths as printed are relative to the folder that was searched.</summary>
    /// <param name="json">What was printed.</param>
    /// <param name="root">The folder that was searched, absolute.</param>
    /// <returns>Null when it is something else.</returns>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>>? Parse(string json, string root)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            Dictionary<string, IReadOnlyList<string>> units = new(StringComparer.Ordinal);
            foreach (JsonElement entry in document.RootElement.EnumerateArray().Where(e => e.GetProperty("type").GetString() == "unit"))
            {
                string[] needs = entry.TryGetProperty("dependencies", out JsonElement list) ? [.. list.EnumerateArray().Select(d => Relative(d.GetString()!))] : [];
                units[Relative(entry.GetProperty("path").GetString()!)] = needs;
            }

            return units;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            // Another version prints something else; the caller falls back to what is written out, and says so.
            return null;
        }

        string Relative(string path) => Path.GetRelativePath(root, Path.GetFullPath(path, root));
    }
}
