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
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    /// <summary>Where a folder is inside of its repository: <c>clusters/prod/</c>; empty at the top.</summary>
    /// <param name="folder">The folder, absolute.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PhoenixException">Usage: it is in no repository; ToolMissing: there is no git.</exception>
    public async Task<string> PrefixAsync(string folder, CancellationToken cancellationToken) =>
        (await AskAsync(folder, ["rev-parse", "--show-prefix"], $"{folder} is in no Git repository", cancellationToken)).TrimEnd('\n');

    /// <summary>The files of a revision: path from the top, and content. Links are followed inside of the revision; what is large and no manifest is left out.</summary>
    /// <param name="folder">A folder of the repository, absolute.</param>
    /// <param name="revision">Any revision that Git understands: a branch, a tag, a commit.</param>
    /// <param name="isWanted">Whether a file of this name is read whatever its size.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PhoenixException">Usage: there is no such revision; ToolMissing, ToolFailed, TimedOut.</exception>
    public async Task<IReadOnlyList<(string Path, byte[] Content)>> ReadAsync(string folder, string revision, Func<string, bool> isWanted, CancellationToken cancellationToken)
    {
        string commit = (await AskAsync(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"], $"there is no revision '{revision}'", cancellationToken)).Trim();
        using MemoryStream listing = new();
        await runner.RunCheckedAsync(Command(folder, ["ls-tree", "-r", "-z", "-l", "--full-tree", commit]) with { Output = (stream, token) => stream.CopyToAsync(listing, token) }, cancellationToken);
        List<(string Mode, string Id, string Path)> entries = [];
        foreach (string line in Encoding.UTF8.GetString(listing.GetBuffer(), 0, (int)listing.Length).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            int tab = line.IndexOf('\t', StringComparison.Ordinal);
            string[] words = line[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string path = line[(tab + 1)..];
            bool fits = long.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out long size) && (size <= MostOfOthers || (size <= MostBytes && isWanted(path[(path.LastIndexOf('/') + 1)..])));
            if (words[1] == "blob" && fits)
            {
                entries.Add((words[0], words[2], path));
            }
        }

        Dictionary<string, byte[]> contents = await ContentsAsync(folder, [.. entries.Select(e => e.Id).Distinct()], cancellationToken);
        Dictionary<string, byte[]> files = entries.Where(e => e.Mode != "120000").ToDictionary(e => e.Path, e => contents[e.Id], StringComparer.Ordinal);
        foreach ((_, string id, string path) in entries.Where(e => e.Mode == "120000"))
        {
            string target = Resolve(path, Encoding.UTF8.GetString(contents[id]));
            if (files.TryGetValue(target, out byte[]? content))
            {
                files[path] = content;
            }
        }

        return [.. files.Select(f => (f.Key, f.Value))];
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

    private static string Resolve(string path, string target)
    {
        Stack<string> parts = new(path.Split('/').SkipLast(1));
        foreach (string part in target.Split('/').Where(p => p.Length > 0 && p != "."))
        {
            if (part != "..")
            {
                parts.Push(part);
            }
            else if (parts.Count > 0)
            {
                parts.Pop();
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
