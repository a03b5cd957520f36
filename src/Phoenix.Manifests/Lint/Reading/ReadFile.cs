using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Reading;

/// <summary>What one file holds, before anything is made of it.</summary>
/// <param name="Path">Its path in the tree.</param>
/// <param name="File">The file.</param>
/// <param name="Form">What it is.</param>
internal sealed record ReadFile(string Path, LintFile File, FileForm Form)
{
    /// <summary>The YAML documents; none for another form.</summary>
    public IReadOnlyList<YamlValue> Documents { get; init; } = [];

    /// <summary>The text, for a form that is rare: a pgbackrest.conf, a stack file.</summary>
    public string? Text { get; init; }

    /// <summary>What is to be said about the reading.</summary>
    public LintNote? Note { get; init; }

    /// <summary>The comments that accept findings.</summary>
    public IReadOnlyList<LintSuppression> Suppressions { get; init; } = [];
}

/// <summary>What a file is.</summary>
internal enum FileForm
{
    /// <summary>Nothing that is looked at.</summary>
    Other,

    /// <summary>YAML documents, Kubernetes objects among them or not.</summary>
    Documents,

    /// <summary>A kustomization.yaml of Kustomize.</summary>
    Kustomization,

    /// <summary>A pgbackrest.conf.</summary>
    Conf,

    /// <summary>A stack file.</summary>
    Stack,

    /// <summary>It could not be read, or not to its end.</summary>
    Unread,
}
