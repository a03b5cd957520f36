using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster.Http;

namespace Phoenix.Kubernetes.Cluster.Watching;

/// <summary>
/// List, then watch from the list's version, for ever. A break goes on from the last version that was seen (bookmarks move it on); 410 means that this version is no longer kept, and a
/// new list follows. Keeps names and identities, not objects.
/// </summary>
/// <param name="transport">Sends the calls.</param>
/// <param name="lister">Reads the lists.</param>
/// <param name="kind">The kind.</param>
/// <param name="namespace">Its namespace; null for all.</param>
/// <param name="selector">Query of selectors, each with its leading <c>&amp;</c>.</param>
/// <param name="time">The clock.</param>
internal sealed class WatchLoop(ClusterTransport transport, ObjectLister lister, KubeKind kind, string? @namespace, string selector, TimeProvider time)
{
    private const int ShortestWatch = 240;
    private const int LongestWatch = 480;

    private readonly Dictionary<(string? Namespace, string Name), string> _known = [];
    private string? _version;
    private int _failures;
    private TimeSpan? _asked;

    /// <summary>The changes.</summary>
    public async IAsyncEnumerable<KubeChange> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_version is null)
            {
                await foreach (KubeChange change in ListAsync(cancellationToken))
                {
                    yield return change;
                }
            }

            await using WatchConnection? connection = _version is string version ? await OpenAsync(version, cancellationToken) : null;
            while (connection is not null && await connection.NextAsync(cancellationToken) is { } line)
            {
                if (Take(line) is { } change)
                {
                    yield return change;
                }

                if (_version is null)
                {
                    break;
                }
            }

            // A watch that ended after its time, or after it brought something, is opened anew at once.
            if (connection is { IsFruitful: true })
            {
                _failures = 0;
            }

            await Task.Delay(transport.Pause(++_failures, _asked), time, cancellationToken);
        }
    }

    private async IAsyncEnumerable<KubeChange> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Dictionary<(string? Namespace, string Name), string> present = [];
        string? version = null;
        bool isServed = true;
        await using IAsyncEnumerator<ListPage> pages = lister.PagesAsync(kind, @namespace, selector, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            bool isMore;
            try
            {
                isMore = await pages.MoveNextAsync();
            }
            catch (PhoenixException e) when (e.Code == ErrorCode.ClusterUnavailable)
            {
                // A watch has no bound of its own: whoever awaits something has one, and is told of the trouble.
                yield break;
            }
            catch (PhoenixException e) when (e.InnerException is ApiStatusException { Status: 404 })
            {
                // Without its CustomResourceDefinition none of its objects is there. It may come back.
                (isMore, isServed) = (false, false);
                present.Clear();
            }

            if (!isMore)
            {
                break;
            }

            ListPage page = pages.Current;
            if (page.IsFirst)
            {
                present.Clear();
            }

            version = page.Version;
            foreach (KubeObject item in page.Items)
            {
                // Another object of the same name: the old one went while nobody looked.
                if (_known.TryGetValue((item.Namespace, item.Name), out string? uid) && uid != (item.Uid ?? ""))
                {
                    yield return Gone((item.Namespace, item.Name), uid);
                }

                present[(item.Namespace, item.Name)] = _known[(item.Namespace, item.Name)] = item.Uid ?? "";
                yield return new KubeChange(KubeChangeType.Present, item);
            }
        }

        foreach (((string? Namespace, string Name) key, string uid) in _known.Where(k => !present.ContainsKey(k.Key)).ToArray())
        {
            yield return Gone(key, uid);
        }

        yield return new KubeChange(KubeChangeType.Listed, null);
        _version = isServed ? version : null;
    }

    private async Task<WatchConnection?> OpenAsync(string version, CancellationToken cancellationToken)
    {
        int seconds = Random.Shared.Next(ShortestWatch, LongestWatch);
        string path = $"{ApiPaths.Collection(kind, @namespace)}?watch=true&allowWatchBookmarks=true&timeoutSeconds={seconds}&resourceVersion={ApiPaths.Value(version)}{selector}";
        ApiRequest request = new(HttpMethod.Get, path, $"watch {kind.Plural}{(@namespace is null ? "" : $" in {@namespace}")}");
        (HttpResponseMessage? open, AttemptOutcome outcome) = await transport.OpenAsync(request, cancellationToken);
        _asked = outcome.Reply?.RetryAfter;
        if (open is not null)
        {
            return await WatchConnection.StartAsync(open, transport.Bounds.SilentWatch, time, cancellationToken);
        }

        if (outcome.Reply is { } refusal)
        {
            if (refusal.Status is 404 or 410)
            {
                // The version is gone, or the kind is: the list tells which.
                _version = null;
            }
            else if (!ClusterTransport.IsPassing(refusal))
            {
                throw transport.Faults.Of(request, refusal);
            }
        }

        return null;
    }

    private KubeChange? Take(JsonObject line)
    {
        string type = (string?)line["type"] ?? "";
        if (line["object"] is not JsonObject content)
        {
            _version = null;
            return null;
        }

        line.Remove("object");
        KubeObject seen = new(content);
        switch (type)
        {
            case "ADDED" or "MODIFIED":
                _version = seen.ResourceVersion;
                _known[(seen.Namespace, seen.Name)] = seen.Uid ?? "";
                return new KubeChange(KubeChangeType.Present, seen);
            case "DELETED":
                _version = seen.ResourceVersion;
                _known.Remove((seen.Namespace, seen.Name));
                return new KubeChange(KubeChangeType.Gone, seen);
            case "BOOKMARK":
                _version = seen.ResourceVersion ?? _version;
                return null;
            default:
                // ERROR with 410, mostly. Whatever it is, a new list is the truth.
                _version = null;
                return null;
        }
    }

    // What it was is not kept, only which one: an object of 5,000 is not held in memory to tell later that it went.
    private KubeChange Gone((string? Namespace, string Name) key, string uid)
    {
        _known.Remove(key);
        JsonObject metadata = new() { ["name"] = key.Name, ["uid"] = uid };
        if (key.Namespace is string ns)
        {
            metadata["namespace"] = ns;
        }

        return new KubeChange(KubeChangeType.Gone, new KubeObject(new JsonObject { ["apiVersion"] = kind.ApiVersion, ["kind"] = kind.Kind, ["metadata"] = metadata }));
    }
}
