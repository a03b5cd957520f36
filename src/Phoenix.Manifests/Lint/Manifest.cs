using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint;

/// <summary>One Kubernetes object as it will be applied: patches, prefixes, namespaces and variables are in it where they are known. Its values keep the place where they were written.</summary>
/// <param name="file">The file that it stands in.</param>
/// <param name="root">The whole object.</param>
/// <param name="elsewhere">The file of each value that was written in another file (a patch); compared by reference.</param>
public sealed class Manifest(LintFile file, YamlMapping root, IReadOnlyDictionary<YamlValue, LintFile>? elsewhere = null)
{
    /// <summary>The file.</summary>
    public LintFile File { get; } = file;

    /// <summary>The whole object.</summary>
    public YamlMapping Root { get; } = root;

    /// <summary><c>group/version</c>, or the version alone for the core group.</summary>
    public string ApiVersion { get; } = root.Text("apiVersion") ?? "";

    /// <summary>The kind.</summary>
    public string Kind { get; } = root.Text("kind") ?? "";

    /// <summary><c>metadata.name</c>; empty when there is none (<c>generateName</c>).</summary>
    public string Name { get; } = root.Text("metadata", "name") ?? "";

    /// <summary><c>metadata.namespace</c>, or what Kustomize sets; null when none is named.</summary>
    public string? Namespace { get; } = root.Text("metadata", "namespace");

    /// <summary>The Flux Kustomization that applies it, as <c>namespace/name</c> (an empty namespace where none is written); null when none does, or it is not known.</summary>
    public string? AppliedBy { get; init; }

    /// <summary>The group of <see cref="ApiVersion"/>; empty for the core group.</summary>
    public string Group => ApiVersion.Contains('/', StringComparison.Ordinal) ? ApiVersion[..ApiVersion.IndexOf('/', StringComparison.Ordinal)] : "";

    /// <summary>The version of <see cref="ApiVersion"/>.</summary>
    public string Version => ApiVersion[(ApiVersion.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>Kind and name, for messages.</summary>
    public string Title => $"{Kind} {Name}";

    /// <summary>The value at a path of keys; null when there is none.</summary>
    public YamlValue? Find(params ReadOnlySpan<string> path) => Root.Find(path);

    /// <summary>The text at a path; null when there is none.</summary>
    public string? Text(params ReadOnlySpan<string> path) => Root.Text(path);

    /// <summary>The scalar at a path; null when there is none.</summary>
    public YamlScalar? Scalar(params ReadOnlySpan<string> path) => Root.Scalar(path);

    /// <summary>The mapping at a path; null when there is none.</summary>
    public YamlMapping? Mapping(params ReadOnlySpan<string> path) => Root.Mapping(path);

    /// <summary>The items at a path; none when there are none.</summary>
    public IReadOnlyList<YamlValue> Items(params ReadOnlySpan<string> path) => Root.Items(path);

    /// <summary>The entries of the mapping at a path; none when there are none.</summary>
    public IReadOnlyList<(YamlScalar Key, YamlValue Value)> Entries(params ReadOnlySpan<string> path) => Root.Entries(path);

    /// <summary>The place of a value or a key of this object.</summary>
    public LintPlace At(YamlValue value) => new(FileOf(value), value.Line, value.Column, value is YamlScalar { Style: YamlScalarStyle.Plain or YamlScalarStyle.SingleQuoted or YamlScalarStyle.DoubleQuoted, Start: >= 0 } s ? s.End - s.Start : 0);

    /// <summary>The place of the last key of the path that is there; the place of the object when none is: where something is missing.</summary>
    public LintPlace Near(params ReadOnlySpan<string> path)
    {
        for (int length = path.Length; length > 0; length--)
        {
            if (Root.FindKey(path[..length]) is YamlScalar key)
            {
                return At(key);
            }
        }

        return Place;
    }

    /// <summary>The place of the object: its name, or its kind.</summary>
    public LintPlace Place => At(Root.Scalar("metadata", "name") ?? (YamlValue?)Root.Scalar("kind") ?? Root);

    /// <summary>A fix that writes another text in place of a scalar, in the same quotes; null when the scalar does not stand in the file like that (an alias, a substituted or generated value, a block).</summary>
    public LintFix? Replace(YamlScalar scalar, string text) => scalar.Start < 0 ? null : scalar.Style switch
    {
        YamlScalarStyle.SingleQuoted => new LintFix(FileOf(scalar), scalar.Start, scalar.End, $"'{text.Replace("'", "''", StringComparison.Ordinal)}'"),
        YamlScalarStyle.DoubleQuoted when text.All(c => c is >= ' ' and not '"' and not '\\') => new LintFix(FileOf(scalar), scalar.Start, scalar.End, $"\"{text}\""),
        YamlScalarStyle.Plain when scalar.End > scalar.Start && IsPlainText(text) => new LintFix(FileOf(scalar), scalar.Start, scalar.End, text),
        YamlScalarStyle.Plain when scalar.End > scalar.Start => new LintFix(FileOf(scalar), scalar.Start, scalar.End, $"'{text.Replace("'", "''", StringComparison.Ordinal)}'"),
        _ => null,
    };

    private static bool IsPlainText(string text) => text.Length > 0 && (char.IsAsciiLetterOrDigit(text[0]) || text[0] is '/') && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.');

    private LintFile FileOf(YamlValue value) => elsewhere is not null && elsewhere.TryGetValue(value, out LintFile? other) ? other : File;
}
