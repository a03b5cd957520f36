using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Phoenix.Kubernetes.Cluster.Http;

/// <summary>Finds out how a server serves a kind. What is there is remembered; what is not there is asked for each time, for CustomResourceDefinitions come later.</summary>
/// <param name="transport">Sends the calls.</param>
internal sealed class Discovery(ClusterTransport transport)
{
    private readonly ConcurrentDictionary<(string ApiVersion, string Kind), KubeKind> _known = new();

    /// <summary>The kind; null when the server serves none such.</summary>
    public async Task<KubeKind?> FindAsync(string apiVersion, string kind, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue((apiVersion, kind), out KubeKind? known))
        {
            return known;
        }

        int slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        string group = slash < 0 ? "" : apiVersion[..slash];
        string version = slash < 0 ? apiVersion : apiVersion[(slash + 1)..];
        foreach (string one in version.Length > 0 ? [version] : group.Length == 0 ? ["v1"] : await VersionsAsync(group, kind, cancellationToken))
        {
            if (await InAsync(group, one, kind, cancellationToken) is { } found)
            {
                return _known[(apiVersion, kind)] = found;
            }
        }

        return null;
    }

    /// <summary>The server said that it does not serve this: it is asked again next time.</summary>
    public void Forget(KubeKind kind)
    {
        foreach (KeyValuePair<(string ApiVersion, string Kind), KubeKind> entry in _known.Where(e => e.Value == kind))
        {
            _known.TryRemove(entry);
        }
    }

    private async Task<KubeKind?> InAsync(string group, string version, string kind, CancellationToken cancellationToken)
    {
        foreach (JsonObject resource in await ReadAsync(ApiPaths.Version(group, version), "resources", kind, cancellationToken) is { } answer ? answer["resources"]!.AsArray().OfType<JsonObject>() : [])
        {
            string name = (string?)resource["name"] ?? "";
            // With a slash it is a subresource, such as deployments/scale, and has the kind of what is sent there.
            if ((string?)resource["kind"] == kind && name.Length > 0 && !name.Contains('/', StringComparison.Ordinal))
            {
                return new KubeKind(group, version, kind, name, (bool?)resource["namespaced"] ?? false);
            }
        }

        return null;
    }

    // The preferred one first. A group's kinds need not all be in it: what is served in an older version only is there all the same.
    private async Task<IReadOnlyList<string>> VersionsAsync(string group, string kind, CancellationToken cancellationToken)
    {
        if (await ReadAsync(ApiPaths.Group(group), "versions", kind, cancellationToken) is not { } answer)
        {
            return [];
        }

        string? preferred = (string?)answer["preferredVersion"]?["version"];
        return [.. answer["versions"]!.AsArray().Select(v => (string?)v?["version"]).Prepend(preferred).OfType<string>().Distinct()];
    }

    // An answer without the list is no API server's, and must never look like a kind that is not served: its objects would count as gone.
    private async Task<JsonObject?> ReadAsync(string path, string list, string kind, CancellationToken cancellationToken)
    {
        ApiRequest request = new(HttpMethod.Get, path, $"find out how {kind} is served ({path})") { IsRepeatable = true };
        ApiReply reply = await transport.SendAsync(request, cancellationToken);
        return reply.Status == 404 && transport.Faults.IsUnserved(request, reply) ? null
            : !reply.IsSuccess ? throw transport.Faults.Of(request, reply)
            : reply.Body is { } body && body[list] is JsonArray ? body
            : throw transport.Faults.NoApi(request, reply);
    }
}
