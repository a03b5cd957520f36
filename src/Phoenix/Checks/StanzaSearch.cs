using Phoenix.Errors;
using Phoenix.Ports;

namespace Phoenix.Checks;

/// <summary>
/// Looks where stanzas really are: first at the configured path, then one level up, then from the root down. A repository is a folder with <c>backup/STANZA/backup.info</c>
/// in it. Bounded in requests and depth, so that a bucket of millions of objects ends it, too.
/// </summary>
/// <param name="folders">The bucket or file system.</param>
public sealed class StanzaSearch(IFolderListing folders)
{
    private const int MostRequests = 200;
    private const int MostDepth = 6;
    private static readonly string[] Inside = ["backup", "archive", "phoenix"];

    private readonly Dictionary<string, IReadOnlyList<string>> _seen = new(StringComparer.Ordinal);
    private readonly List<FoundStanza> _found = [];
    private int _requests;
    private bool _isCut;

    /// <summary>Looks.</summary>
    /// <param name="at">Where a stanza is expected.</param>
    /// <param name="root">Folder that is not left upwards: empty for a whole bucket.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<StanzaSearchResult> RunAsync(RepositoryLocation at, string root, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(at);
        ArgumentNullException.ThrowIfNull(root);
        string own = at.KeyPrefix;
        await LookIntoAsync(own, cancellationToken);
        if (_found.Any(f => f.Stanza == at.Stanza))
        {
            return new StanzaSearchResult(_found, IsWhole: true, []);
        }

        foreach (string start in ((string[])[Parent(own), root]).Where(s => s.StartsWith(root, StringComparison.Ordinal)).Distinct())
        {
            await DescendAsync(start, cancellationToken);
        }

        return new StanzaSearchResult(_found, !_isCut, []);
    }

    private static string Parent(string folder)
    {
        int slash = folder.TrimEnd('/').LastIndexOf('/');
        return slash < 0 ? "" : folder[..(slash + 1)];
    }

    private async Task DescendAsync(string start, CancellationToken cancellationToken)
    {
        Queue<(string Folder, int Depth)> next = new([(start, 0)]);
        while (next.TryDequeue(out (string Folder, int Depth) at))
        {
            if (_requests >= MostRequests)
            {
                _isCut = true;
                return;
            }

            IReadOnlyList<string> children;
            try
            {
                children = await LookIntoAsync(at.Folder, cancellationToken);
            }
            catch (PhoenixException e) when (at.Depth > 0 && e.Code is ErrorCode.RepositoryUnavailable or ErrorCode.RepositoryDenied)
            {
                // A neighbour that may not be read does not hide the others, but the search was not whole.
                _isCut = true;
                continue;
            }

            foreach (string child in children.Where(c => !Inside.Contains(c)))
            {
                if (at.Depth == MostDepth)
                {
                    _isCut = true;
                }
                else
                {
                    next.Enqueue(($"{at.Folder}{child}/", at.Depth + 1));
                }
            }
        }
    }

    private async Task<IReadOnlyList<string>> LookIntoAsync(string folder, CancellationToken cancellationToken)
    {
        if (_seen.TryGetValue(folder, out IReadOnlyList<string>? known))
        {
            return known;
        }

        _requests++;
        IReadOnlyList<string> children = _seen[folder] = await folders.ListFoldersAsync(folder, cancellationToken);
        if (!children.Contains("backup"))
        {
            return children;
        }

        _requests++;
        foreach (string stanza in await folders.ListFoldersAsync($"{folder}backup/", cancellationToken))
        {
            if (_requests >= MostRequests)
            {
                _isCut = true;
                break;
            }

            _requests++;
            if (await folders.ExistsAsync($"{folder}backup/{stanza}/backup.info", cancellationToken))
            {
                _found.Add(new FoundStanza("/" + folder.TrimEnd('/'), stanza));
            }
        }

        return children;
    }
}
