using System.Text.Json.Nodes;

namespace Phoenix.Kubernetes.Cluster;

/// <summary>
/// The verbs of a Kubernetes API server that Phoenix uses, on objects of any kind. Every call is bounded. Errors: <see cref="Errors.PhoenixException"/>
/// with the object and what to do; 429 and 5xx of reads are ridden out within the bound (Retry-After is kept), writes are repeated only where that is safe.
/// </summary>
public interface IClusterApi
{
    /// <summary>The API server's address, without credentials; for messages.</summary>
    Uri Server { get; }

    /// <summary>What keeps the server from answering at present, for those who wait; null while it answers.</summary>
    string? Trouble => null;

    /// <summary>How the server serves a kind, by discovery; null when it serves none such (a CRD that is not there yet, a version no longer served).</summary>
    /// <param name="apiVersion">Such as <c>apps/v1</c>; a group alone (<c>apps/</c>) takes the server's preferred version.</param>
    /// <param name="kind">Such as <c>Deployment</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<KubeKind?> FindKindAsync(string apiVersion, string kind, CancellationToken cancellationToken);

    /// <summary>One object; null when it is not there.</summary>
    Task<KubeObject?> GetAsync(KubeKind kind, string? @namespace, string name, CancellationToken cancellationToken);

    /// <summary>All objects of a kind, page by page; without their <c>metadata.managedFields</c>.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="namespace">Its namespace; null for all.</param>
    /// <param name="labels">A label selector as the API spells it; null for no choice.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<KubeObject>> ListAsync(KubeKind kind, string? @namespace, string? labels, CancellationToken cancellationToken);

    /// <summary>Server-side apply as field manager <c>phoenix</c>.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="desired">What is to be, with apiVersion, kind, name; only the fields that Phoenix means to own.</param>
    /// <param name="force">Whether fields that others own are taken over; otherwise such a conflict is an error that names them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<KubeObject> ApplyAsync(KubeKind kind, KubeObject desired, bool force, CancellationToken cancellationToken);

    /// <summary>Merge patch (RFC 7386), of the object or of its status.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="patch">What changes. With <c>metadata.resourceVersion</c> in it, a conflict is an error (retry after a new read).</param>
    /// <param name="status">Whether the status subresource is meant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<KubeObject> PatchAsync(KubeKind kind, string? @namespace, string name, JsonObject patch, bool status, CancellationToken cancellationToken);

    /// <summary>Makes a new object; null when one of the name is there already.</summary>
    Task<KubeObject?> CreateAsync(KubeKind kind, KubeObject desired, CancellationToken cancellationToken);

    /// <summary>Asks for an object's deletion (foreground); it may live on until its finalizers are done.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="uid">Only the object of this identity is deleted; null for whatever has the name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when it was not there.</returns>
    Task<bool> DeleteAsync(KubeKind kind, string? @namespace, string name, string? uid, CancellationToken cancellationToken);

    /// <summary>List and watch without an end: bookmarks, 410 and breaks are handled inside (a new list follows, see <see cref="KubeChangeType.Listed"/>). Ends only by the token. Objects come without their <c>metadata.managedFields</c>.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="namespace">Its namespace; null for all.</param>
    /// <param name="name">One object only; null for all.</param>
    /// <param name="labels">A label selector; null for no choice.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    IAsyncEnumerable<KubeChange> WatchAsync(KubeKind kind, string? @namespace, string? name, string? labels, CancellationToken cancellationToken);

    /// <summary>The end of a container's log; null when there is none (yet).</summary>
    Task<string?> ReadLogAsync(string @namespace, string pod, string? container, int tailLines, CancellationToken cancellationToken);

    /// <summary>A connection to a port of a pod, through the API server.</summary>
    Task<Stream> OpenPortAsync(string @namespace, string pod, int port, CancellationToken cancellationToken);
}
