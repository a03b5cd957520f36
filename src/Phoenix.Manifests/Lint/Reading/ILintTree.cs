namespace Phoenix.Manifests.Lint.Reading;

/// <summary>Where files are read from: a file system, a revision of a repository, or files in memory. Paths are absolute, with slashes, and normalized.</summary>
public interface ILintTree
{
    /// <summary>The files below a folder that may be manifests, in order of their paths. Folders that no manifest is in (<c>.git</c>) and links to folders are not looked into.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="faults">Gets what could not be looked into: path and why.</param>
    IReadOnlyList<string> Files(string folder, ICollection<(string Path, string What)> faults);

    /// <summary>Whether there is a file of that path.</summary>
    bool IsFile(string path);

    /// <summary>Whether there is a folder of that path.</summary>
    bool IsFolder(string path);

    /// <summary>The file, whether it is there or not.</summary>
    LintFile File(string path);

    /// <summary>The file's length in bytes; an empty one may be something else than a file and is not opened.</summary>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    long Length(string path);

    /// <summary>The folder that paths of a Flux Kustomization start from, for a file: the repository's top; null when it is not known.</summary>
    string? Top(string path);
}
