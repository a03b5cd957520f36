using Phoenix.Manifests;
using Phoenix.Manifests.Import;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Tests.Manifests.Import;

/// <summary>A repository on disk, made for one test.</summary>
internal sealed class Repository : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("phoenix-import-").FullName;

    public void Write(string path, string text)
    {
        string full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public ImportedStack Read(string? found = null) => RepositoryImport.Read(Root, Root, found, "Tazlab Castle");

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>The stack that the text declares.</summary>
    public static StackDefinition Parse(ImportedStack made) => StackFile.Parse(made.Text, "/stacks/phoenix.yaml");

    /// <summary>The graph, one layer a line: <c>name: need need</c>.</summary>
    public static IEnumerable<string> Graph(ImportedStack made) => Parse(made).Layers.Select(l => $"{l.Name}: {string.Join(' ', l.Needs)}".TrimEnd(' ', ':'));

    public static void Says(ImportedStack made, string note)
    {
        Assert.Contains(made.Notes, n => n.Contains(note, StringComparison.Ordinal));
        Assert.Contains(made.Text.Split('\n'), l => l.StartsWith('#') && l.Contains(note, StringComparison.Ordinal));
    }
}
