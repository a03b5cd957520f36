using Xunit;

namespace Phoenix.Kubernetes.Tests.Sim;

/// <summary>The published definitions of the operators, where this checkout has them beside it.</summary>
internal static class SharedDefinitions
{
    /// <summary>The text of the definitions in a folder; the test is skipped, saying so, where there are none.</summary>
    public static string Read(string folder)
    {
        for (DirectoryInfo? above = new(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            string found = Path.Combine(above.FullName, "shared", "crds", folder);
            if (Directory.Exists(found))
            {
                return string.Join("\n---\n", Directory.EnumerateFiles(found, "*.yaml").Order(StringComparer.Ordinal).Select(File.ReadAllText));
            }
        }

        Assert.Skip($"the definitions of {folder} are not beside this checkout (shared/crds)");
        return "";
    }
}
