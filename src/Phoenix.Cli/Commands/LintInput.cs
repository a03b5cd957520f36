using Phoenix.Adapters.Git;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Lint.Kustomize;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Lint.Schemas;

namespace Phoenix.Cli.Commands;

/// <summary>What <c>phoenix lint</c> is to look into: the file system, a revision of a repository, or standard input.</summary>
/// <param name="tree">Where the files are.</param>
/// <param name="paths">The paths in it.</param>
/// <param name="crds">Folders of definitions, on disk.</param>
/// <param name="kustomizer">Builds kustomizations that cannot be followed by their text; null where there are none.</param>
internal sealed class LintInput(ILintTree tree, IReadOnlyList<string> paths, IReadOnlyList<string> crds, IKustomizer? kustomizer = null) : IDisposable
{
    public const string StandardInput = "-";
    private const int MostBytes = 64 << 20;

    public static async Task<LintInput> OpenAsync(string[] paths, string? revision, string[] crds, CancellationToken cancellationToken)
    {
        if (paths.Contains(StandardInput))
        {
            return paths.Length == 1 && revision is null
                ? new LintInput(new MemoryTree([(StandardInput, await ReadStandardInputAsync(cancellationToken))]), ["/" + StandardInput], crds)
                : throw new PhoenixException(ErrorCode.Usage, "standard input does not go together with other paths or with --rev", "give - alone");
        }

        string[] full = [.. paths.Select(p => Path.TrimEndingDirectorySeparator(Path.GetFullPath(p)))];
        if (revision is null)
        {
            return new LintInput(new FolderTree(Environment.CurrentDirectory), full, crds, new KubectlKustomizer());
        }

        var git = new GitRevision(new ToolRunner(new DeferredToolObserver(), TimeProvider.System));
        string folder = ExistingFolder(full[0]);
        string prefix = (await git.PrefixAsync(folder, cancellationToken)).TrimEnd('/');
        string top = prefix.Length > 0 && folder.EndsWith("/" + prefix, StringComparison.Ordinal) ? folder[..^(prefix.Length + 1)] : folder;
        foreach (string path in full.Where(p => p != top && !p.StartsWith(top.TrimEnd('/') + "/", StringComparison.Ordinal)))
        {
            throw new PhoenixException(ErrorCode.Usage, $"--rev: {path} is not in the repository {top}", "name paths of one repository");
        }

        GitFiles read = await git.ReadAsync(folder, revision, LintReader.IsWanted, cancellationToken);
        return new LintInput(
            new MemoryTree(read.Files, read.LeftOut.Select(l => (l.Path, l.What, l.LeadsTo))),
            [.. full.Select(p => p == top ? "/" : "/" + Path.GetRelativePath(top, p))],
            crds,
            new RevisionKustomizer(read.Files));
    }

    /// <inheritdoc/>
    public void Dispose() => (kustomizer as IDisposable)?.Dispose();

    /// <summary>Reads it, again where it was read before.</summary>
    /// <exception cref="PhoenixException">Usage: a path leads nowhere, or nothing in them is looked into.</exception>
    public IReadOnlyList<LintSet> Read()
    {
        CrdSchemas schemas = new();
        var disk = new FolderTree(Environment.CurrentDirectory);
        foreach (string folder in crds)
        {
            CrdSchemas.Read(disk, Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), schemas);
        }

        IReadOnlyList<LintSet> sets = LintReader.ReadTrees(tree, paths, schemas, kustomizer);
        return sets.Any(s => s.Files > 0 || s.Notes.Count > 0)
            ? sets
            : throw new PhoenixException(ErrorCode.Usage, "there is nothing to look into", "name files or folders with manifests (*.yaml, *.yml, *.json), pgbackrest.conf or phoenix.yaml in them");
    }

    private static string ExistingFolder(string path)
    {
        while (!Directory.Exists(path))
        {
            path = Path.GetDirectoryName(path) ?? "/";
        }

        return path;
    }

    private static async Task<byte[]> ReadStandardInputAsync(CancellationToken cancellationToken)
    {
        await using Stream input = Console.OpenStandardInput();
        using MemoryStream content = new();
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = await input.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            content.Write(buffer, 0, read);
            if (content.Length > MostBytes)
            {
                throw new PhoenixException(ErrorCode.Usage, $"standard input is longer than {MostBytes >> 20} MiB", "give files and folders");
            }
        }

        return content.ToArray();
    }
}
