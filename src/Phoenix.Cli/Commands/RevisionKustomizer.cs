using Phoenix.Adapters.Kustomize;
using Phoenix.Manifests.Lint.Kustomize;

namespace Phoenix.Cli.Commands;

/// <summary>Asks <c>kubectl kustomize</c> for kustomizations of a revision: its files are laid out in a folder of their own, which is removed in the end.</summary>
/// <param name="files">The revision's files: path from the top, and content.</param>
internal sealed class RevisionKustomizer(IReadOnlyList<(string Path, byte[] Content)> files) : IKustomizer, IDisposable
{
    private readonly KubectlKustomizer kubectl = new();
    private string? top;

    /// <inheritdoc/>
    public string? Build(string folder, out string? fault)
    {
        if (!KustomizeTool.IsThere)
        {
            fault = "kubectl is not installed";
            return null;
        }

        try
        {
            LayOut();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = $"the revision's files cannot be written to {Path.GetTempPath()}: {e.Message}";
            return null;
        }

        string? text = kubectl.Build(top + folder, out fault);
        fault = fault?.Replace(top!, "", StringComparison.Ordinal);
        return text;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (top is not null)
        {
            Directory.Delete(top, recursive: true);
        }
    }

    // The folder is for its owner alone: there may be secrets in the files.
    private void LayOut()
    {
        if (top is not null)
        {
            return;
        }

        top = Directory.CreateTempSubdirectory("phoenix-lint-").FullName;
        foreach ((string path, byte[] content) in files)
        {
            string full = Path.GetFullPath(Path.Combine(top, path));
            // A tree that was made by hand may hold any names.
            if (full.StartsWith(top + "/", StringComparison.Ordinal))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(full)!);
                File.WriteAllBytes(full, content);
            }
        }
    }
}
