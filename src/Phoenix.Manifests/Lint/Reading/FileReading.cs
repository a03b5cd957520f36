using System.Security.Cryptography;
using System.Text;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Reading;

/// <summary>Reads single files and finds out what they are. Never throws for what a file holds: what cannot be read is said.</summary>
/// <param name="tree">Where they are.</param>
internal sealed class FileReading(ILintTree tree)
{
    /// <summary>The largest file that is read.</summary>
    public const long MostBytes = 32 << 20;

    private static readonly string[] KustomizationNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

    /// <summary>Whether a file of that name is looked at when it is found in a folder.</summary>
    public static bool IsWanted(string name) =>
        IsYaml(name) || name.EndsWith(".json", StringComparison.Ordinal) || name.EndsWith(".conf", StringComparison.Ordinal) || KustomizationNames.Contains(name);

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="named">Whether a person named this very file: then it must be something.</param>
    /// <param name="pool">Texts that occur again and again.</param>
    public ReadFile Read(string path, bool named, TextPool pool)
    {
        LintFile file = tree.File(path);
        try
        {
            long length = tree.Length(path);
            if (length > MostBytes)
            {
                return Unread(path, file, 1, 1, $"it is larger than {MostBytes >> 20} MiB");
            }

            // What has no length may be a pipe, which would be awaited for ever.
            byte[] bytes = length == 0 ? [] : file.Bytes();
            file.Digest = SHA256.HashData(bytes);
            return Form(path, file, LintFile.Decode(bytes), named, pool);
        }
        catch (DecoderFallbackException)
        {
            return Unread(path, file, 1, 1, "it is no UTF-8 text");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unread(path, file, 1, 1, e.Message.Replace(path, file.Path, StringComparison.Ordinal));
        }
    }

    private static bool IsYaml(string name) => name.EndsWith(".yaml", StringComparison.Ordinal) || name.EndsWith(".yml", StringComparison.Ordinal);

    private ReadFile Form(string path, LintFile file, string text, bool named, TextPool pool)
    {
        string name = TreePath.Name(path);
        bool isConf = name.EndsWith(".conf", StringComparison.Ordinal);
        if (isConf || (named && !IsYaml(name) && ConfReader.LooksLike(text) && !text.Contains("apiVersion", StringComparison.Ordinal)))
        {
            return named || name.StartsWith("pgbackrest", StringComparison.Ordinal) || ConfReader.LooksLike(text)
                ? text.Contains('\0', StringComparison.Ordinal)
                    ? Unread(path, file, 1 + text.AsSpan(0, text.IndexOf('\0', StringComparison.Ordinal)).Count('\n'), 1, "there is a NUL character")
                    : new ReadFile(path, file, FileForm.Conf) { Text = text, Suppressions = SuppressionReader.Read(file, text) }
                : new ReadFile(path, file, FileForm.Other);
        }

        bool json = name.EndsWith(".json", StringComparison.Ordinal);
        if (json && !named && !(text.Contains("\"apiVersion\"", StringComparison.Ordinal) && text.Contains("\"kind\"", StringComparison.Ordinal)))
        {
            return new ReadFile(path, file, FileForm.Other);
        }

        if (IsTemplate(path, text))
        {
            return new ReadFile(path, file, FileForm.Other) { Note = new LintNote(LintNotes.Template, new LintPlace(file, 1, 1), "this is a template of a chart: it was not read") };
        }

        // Tabs may stand between the tokens of JSON, and in no text of it.
        IReadOnlyList<YamlValue> documents = YamlDocuments.Read(json ? text.Replace('\t', ' ') : text, out YamlFault? fault, pool);
        IReadOnlyList<LintSuppression> suppressions = SuppressionReader.Read(file, text);
        if (fault is not null)
        {
            LintPlace at = new(file, fault.Line, fault.Column);
            return HasTemplateLine(text)
                ? new ReadFile(path, file, FileForm.Other) { Note = new LintNote(LintNotes.Template, at, "this looks like a template: it was not read") }
                : new ReadFile(path, file, FileForm.Unread) { Documents = documents, Suppressions = suppressions, Note = new LintNote(LintNotes.Unread, at, $"this file cannot be read: {fault.What}") };
        }

        return new ReadFile(path, file, FormOf(name, documents, named))
        {
            Documents = documents,
            Text = IsStack(name, documents, named) ? text : null,
            Suppressions = suppressions,
            Note = named && !documents.Any(d => d is YamlMapping) ? new LintNote(LintNotes.Unread, new LintPlace(file, 1, 1), "this file holds nothing that is understood") : null,
        };
    }

    private static FileForm FormOf(string name, IReadOnlyList<YamlValue> documents, bool named) =>
        IsStack(name, documents, named) ? FileForm.Stack
        : KustomizationNames.Contains(name) && documents.Count == 1 && documents[0].Text("apiVersion")?.StartsWith("kustomize.toolkit", StringComparison.Ordinal) != true ? FileForm.Kustomization
        : FileForm.Documents;

    private static bool IsStack(string name, IReadOnlyList<YamlValue> documents, bool named) =>
        documents.Count == 1 && documents[0].Text("apiVersion") is null && documents[0] is YamlMapping top
        && (name is "phoenix.yaml" or "phoenix.yml" || (top.Mapping("layers") is not null && (named || top.Find("destroyable") is not null || top.Find("repository") is not null || top.Find("milestones") is not null)));

    // A chart's templates are Go templates that only look like YAML.
    private bool IsTemplate(string path, string text)
    {
        if (!text.Contains("{{", StringComparison.Ordinal))
        {
            return false;
        }

        for (string folder = TreePath.Folder(path); folder != "/"; folder = TreePath.Folder(folder))
        {
            if (TreePath.Name(folder) == "templates" && tree.IsFile(TreePath.Combine(TreePath.Folder(folder), "Chart.yaml")))
            {
                return true;
            }
        }

        return false;
    }

    // Go templates, and Jinja.
    private static bool HasTemplateLine(string text) => text.Split('\n').Any(l => l.AsSpan().TrimStart().StartsWith("{{") || l.AsSpan().TrimStart().StartsWith("{%") || l.Contains(": {{", StringComparison.Ordinal));

    private static ReadFile Unread(string path, LintFile file, int line, int column, string what) =>
        new(path, file, FileForm.Unread) { Note = new LintNote(LintNotes.Unread, new LintPlace(file, line, column), $"this file cannot be read: {what}") };
}
