using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Flux;

/// <summary>Faults that waiting does not mend.</summary>
internal static class FluxFaults
{
    /// <summary>Whether a call failed because what it was about is not there: the cluster's own 404, not one of a proxy (see <see cref="ApiStatusException"/>).</summary>
    internal static bool IsGone(PhoenixException error) => error.Code == ErrorCode.NotFound || error.InnerException is ApiStatusException { Status: 404 };

    /// <summary>A controller gave up.</summary>
    internal static PhoenixException Stalled(FluxReport report) => new(
        ErrorCode.LayerFailed,
        report.Reason!,
        $"Its controller has given up and tries no more: correct it in the repository; 'kubectl -n {report.First!.Key.Namespace} describe {report.First.Key.Kind.ToLowerInvariant()} {report.First.Key.Name}' shows its events");
}
