using System.Globalization;
using System.Text;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;

namespace Phoenix.Adapters.Git;

/// <summary>Reads the files of a revision out of a repository, without touching its working tree or its index.</summary>
/// <param name="runner">Runs <c>git</c>.</param>
public sealed class GitRevision(ToolRunner runner)
{
    private const long MostBytes = 32 << 20;
    private const int MostOfOthers = 64 << 10;
    private const int MostHops = 40;
    private const string Link = "120000";
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    /// <summary>Where a folder is inside of its repository: <c>clusters/prod/</c>; empty at the top.</summary>
    /// <param name="folder">The folder, absolute.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PhoenixException">Usage: it is in no repository; ToolMissing: there is no git.</exception>
    public async Task<string> PrefixAsync(string folder, CancellationToken cancellationToken) =>
        (await AskAsync(folder, ["rev-parse", "--show-prefix"], $"{folder} is in no Git repository", cancellationToken)).TrimEnd('\n');

    /// <summary>The files of a revision. Links are followed inside of the revision; what is large and no manifest is left out.</summary>
    /// <param name="folder">A folder of the repository, absolute.</param>
    /// <param name="revision">Any revision that Git understands: a branch, a tag, a commit.</param>
    /// <param name="isWanted">Whether a file of this name is read whatever its size.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PhoenixException">Usage: there is no such revision; ToolMissing, ToolFailed, TimedOut.</exception>
    public async Task<GitFiles> ReadAsync(string folder, string revision, Func<string, bool> isWanted, CancellationToken cancellationToken)
    {
        string commit = (await AskAsync(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"], $"there is no revision '{revision}'", cancellationToken)).Trim();
        using MemoryStream listing = new();
        await runner.RunCheckedAsync(Command(folder, ["ls-tree", "-r", "-z", "-l", "--full-tree", commit]) with { Output = (stream, token) => stream.CopyToAsync(listing, token) }, cancellationToken);
        List<(string Mode, string Id, string Path)> entries = [];
        List<GitLeftOut> leftOut = [];
        foreach (string line in Encoding.UTF8.GetString(listing.GetBuffer(), 0, (int)listing.Length).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            int tab = line.IndexOf('\t', StringComparison.Ordinal);
            string[] words = line[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string path = line[(tab + 1)..];
            bool wanted = isWanted(path[(path.LastIndexOf('/') + 1)..]);
            long size = long.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out long given) ? given : 0;
            if (words[1] == "commit")
            {
                leftOut.Add(new GitLeftOut(path, "this submodule was not followed: it is a repository of its own"));
            }
            else if (size <= (wanted ? MostBytes : MostOfOthers))
            {
                entries.Add((words[0], words[2], path));
            }
            else if (wanted)
            {
                leftOut.Add(new GitLeftOut(path, $"this file was not read: it is larger than {MostBytes >> 20} MiB"));
            }
        }

        Dictionary<string, byte[]> contents = await ContentsAsync(folder, [.. entries.Select(e => e.Id).Distinct()], cancellationToken);
        Dictionary<string, byte[]> files = entries.Where(e => e.Mode != Link).ToDictionary(e => e.Path, e => contents[e.Id], StringComparer.Ordinal);
        Dictionary<string, string> links = entries.Where(e => e.Mode == Link).ToDictionary(e => e.Path, e => Encoding.UTF8.GetString(contents[e.Id]), StringComparer.Ordinal);
        leftOut.AddRange(links.Keys.Order(StringComparer.Ordinal).Select(l => Follow(l, links, files, isWanted)).OfType<GitLeftOut>());
        return new GitFiles([.. files.Select(f => (f.Key, f.Value))], leftOut);
    }

    // A link to a file becomes a file; what is to be said of any other.
    private static GitLeftOut? Follow(string link, Dictionary<string, string> links, Dictionary<string, byte[]> files, Func<string, bool> isWanted)
    {
        string? target = link;
        for (int hop = 0; hop < MostHops && target is not null && links.TryGetValue(target, out string? next); hop++)
        {
            target = Resolve(target, next);
        }

        if (target is not null && files.TryGetValue(target, out byte[]? content))
        {
            files[link] = content;
            return null;
        }

        return target is not null && files.Keys.Any(f => f.StartsWith(target + "/", StringComparison.Ordinal)) ? new GitLeftOut(link, "this link to a folder was not followed", target)
            : isWanted(link[(link.LastIndexOf('/') + 1)..]) ? new GitLeftOut(link, "this link was not followed: it leads to nothing in this revision")
            : null;
    }

    private async Task<Dictionary<string, byte[]>> ContentsAsync(string folder, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        Dictionary<string, byte[]> contents = new(StringComparer.Ordinal);
        if (ids.Count > 0)
        {
            await runner.RunCheckedAsync(
                Command(folder, ["cat-file", "--batch"]) with
                {
                    StandardInput = Encoding.ASCII.GetBytes(string.Join('\n', ids) + "\n"),
                    Output = (stream, token) => ReadBatchAsync(stream, ids, contents, token),
                },
                cancellationToken);
        }

        return contents;
    }

    // "<id> blob <size>\n<content>\n" for each that was asked for.
    private static async Task ReadBatchAsync(Stream stream, IReadOnlyList<string> ids, Dictionary<string, byte[]> contents, CancellationToken cancellationToken)
    {
        await using BufferedStream buffered = new(stream, 1 << 16);
        byte[] one = new byte[1];
        foreach (string id in ids)
        {
            StringBuilder head = new();
            while (true)
            {
                await buffered.ReadExactlyAsync(one, cancellationToken);
                if (one[0] == (byte)'\n')
                {
                    break;
                }

                head.Append((char)one[0]);
            }

            string[] words = head.ToString().Split(' ');
            if (words.Length != 3 || words[0] != id)
            {
                throw new PhoenixException(ErrorCode.ToolFailed, $"git cat-file answered '{head}' for {id}", "the repository is damaged or not complete (a partial clone?): 'git fsck' tells");
            }

            byte[] content = new byte[int.Parse(words[2], CultureInfo.InvariantCulture)];
            await buffered.ReadExactlyAsync(content, cancellationToken);
            await buffered.ReadExactlyAsync(one, cancellationToken);
            contents[id] = content;
        }
    }

    private async Task<string> AskAsync(string folder, IReadOnlyList<string> arguments, string otherwise, CancellationToken cancellationToken)
    {
        ToolResult result = await runner.RunAsync(Command(folder, arguments), cancellationToken);
        return result.ExitCode == 0 ? result.StandardOutput
            : throw new PhoenixException(ErrorCode.Usage, $"--rev: {otherwise}{(result.LastWords.Length > 0 ? $" ({result.LastWords})" : "")}", "name a branch, a tag or a commit of the repository that the paths are in");
    }

    // Null for what is not in the repository.
    private static string? Resolve(string path, string target)
    {
        if (target.StartsWith('/'))
        {
            return null;
        }

        Stack<string> parts = new(path.Split('/').SkipLast(1));
        foreach (string part in target.Split('/').Where(p => p.Length > 0 && p != "."))
        {
            if (part != "..")
            {
                parts.Push(part);
            }
            else if (!parts.TryPop(out _))
            {
                return null;
            }
        }

        return string.Join('/', parts.Reverse());
    }

    private static ToolCommand Command(string folder, IReadOnlyList<string> arguments) => new()
    {
        Tool = "git " + arguments[0],
        FileName = "git",
        Arguments = arguments,
        WorkingDirectory = folder,
        Timeout = Bound,
    };
}
