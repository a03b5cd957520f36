using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Phoenix.Kubernetes.Cluster.Http;

/// <summary>Lists objects page by page.</summary>
/// <param name="transport">Sends the calls.</param>
/// <param name="discovery">Is told of kinds that are gone.</param>
internal sealed class ObjectLister(ClusterTransport transport, Discovery discovery)
{
    /// <summary>The pages. Without a version in the question the server answers with what is committed, not with what a cache remembers.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="namespace">Its namespace; null for all.</param>
    /// <param name="selector">Query of selectors, each with its leading <c>&amp;</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Errors.PhoenixException">The list is refused, or the server is away for the whole bound.</exception>
    public async IAsyncEnumerable<ListPage> PagesAsync(
        KubeKind kind, string? @namespace, string selector, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string path = ApiPaths.Collection(kind, @namespace);
        string? next = null;
        bool isWhole = false;
        while (true)
        {
            // A list that runs out in its middle is begun anew in one piece: in pages it might run out again.
            string page = isWhole ? "" : $"limit={transport.Bounds.PageSize}";
            string query = $"{page}{(next is null ? "" : $"&continue={ApiPaths.Value(next)}")}{selector}".TrimStart('&');
            ApiRequest request = new(HttpMethod.Get, query.Length > 0 ? $"{path}?{query}" : path, $"list {kind.Plural}{(@namespace is null ? "" : $" in {@namespace}")}") { IsRepeatable = true, IsList = true };
            ApiReply reply = await transport.SendAsync(request, cancellationToken);
            if (reply.Status == 410 && !isWhole)
            {
                (next, isWhole) = (null, true);
                continue;
            }

            if (reply.Status == 404 && transport.Faults.IsUnserved(request, reply))
            {
                discovery.Forget(kind);
            }

            if (!reply.IsSuccess)
            {
                throw transport.Faults.Of(request, reply);
            }

            // Something that answers 200 with no list must never look like "there is nothing".
            if (reply.Body is not { } list || !list.TryGetPropertyValue("items", out JsonNode? items) || items is not (null or JsonArray))
            {
                throw transport.Faults.NoApi(request, reply);
            }

            bool isFirst = next is null;
            next = (string?)list["metadata"]?["continue"] is { Length: > 0 } more ? more : null;
            yield return new ListPage(Take(kind, items as JsonArray ?? []), (string?)list["metadata"]?["resourceVersion"] ?? "", isFirst);
            if (next is null)
            {
                yield break;
            }
        }
    }

    // Items of a list of the built-in kinds do not say what they are.
    private static List<KubeObject> Take(KubeKind kind, JsonArray items)
    {
        JsonNode?[] nodes = [.. items];
        items.Clear();
        List<KubeObject> objects = new(nodes.Length);
        foreach (JsonObject content in nodes.OfType<JsonObject>())
        {
            content["apiVersion"] ??= kind.ApiVersion;
            content["kind"] ??= kind.Kind;
            objects.Add(new KubeObject(content));
        }

        return objects;
    }
}
