using Phoenix.Errors;

namespace Phoenix.Kubernetes.Cluster;

/// <summary>
/// Which cluster this is: the UID of its namespace <c>kube-system</c>, made once when the cluster is and never again. Another cluster at the same address, under the same context, has another
/// one.
/// </summary>
/// <param name="Uid">The UID.</param>
public sealed record ClusterIdentity(string Uid)
{
    private const string SystemNamespace = "kube-system";

    private static readonly KubeKind Namespaces = new("", "v1", "Namespace", "namespaces", Namespaced: false);

    /// <summary>Asks the cluster.</summary>
    /// <exception cref="PhoenixException">The server cannot be asked; LayerFailed and transient: it has no such namespace yet, or is about to lose it.</exception>
    public static async Task<ClusterIdentity> ReadAsync(IClusterApi api, CancellationToken cancellationToken)
    {
        KubeObject? found = await api.GetAsync(Namespaces, null, SystemNamespace, cancellationToken);
        return found?.Uid is { Length: > 0 } uid
            ? new ClusterIdentity(uid)
            : throw new PhoenixException(
                ErrorCode.LayerFailed, $"the cluster at {api.Server} has no namespace {SystemNamespace}", "It is made in the first seconds of a cluster: run again when its control plane is up") { IsTransient = true };
    }

    /// <summary>Lets nothing through that is not the cluster that is meant.</summary>
    /// <param name="api">The cluster.</param>
    /// <param name="expected">The identity that it must have.</param>
    /// <param name="says">Who says so, for the message: <c>the stack file</c>, <c>the last create</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PhoenixException">WrongCluster: it is another one; or it cannot be asked.</exception>
    public static async Task RequireAsync(IClusterApi api, ClusterIdentity expected, string says, CancellationToken cancellationToken)
    {
        ClusterIdentity found = await ReadAsync(api, cancellationToken);
        if (found != expected)
        {
            throw new PhoenixException(
                ErrorCode.WrongCluster,
                $"the cluster at {api.Server} is {found.Uid}, and {says} means {expected.Uid}; nothing was touched",
                "Take the kubeconfig of the cluster that is meant. If this one is meant (it was made anew by other means), write its identity into the stack file: cluster.identity");
        }
    }
}
