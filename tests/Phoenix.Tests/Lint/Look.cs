using System.Text;
using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Lint.Reading;

namespace Phoenix.Tests.Lint;

/// <summary>Reads files in memory and says what was found: <c>rule file:line:column</c>.</summary>
internal static class Look
{
    public static LintSet Read(params (string Path, string Text)[] files) => LintReader.Read(new LintExample(files));

    public static LintSet ReadBytes(string path, byte[] content, params string[] named) =>
        new LintReader(new MemoryTree([(path, content)])).Read(named.Length == 0 ? ["/"] : named);

    /// <summary>By the rules about reading, and the one that marks.</summary>
    public static string[] At(LintSet set) => [.. Linter.Check(set, [.. LintRules.All.Where(r => r.GetType().Namespace!.EndsWith(".Reading", StringComparison.Ordinal)), new MarkRule()]).Select(f => $"{f.Rule.Id} {f.Place}")];

    public static string[] Notes(LintSet set) => [.. set.Notes.Select(n => $"{n.Rule} {n.Place}")];

    public static string ConfigMap(string name, string value) => $"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata:\n  key: {value}\n";

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
