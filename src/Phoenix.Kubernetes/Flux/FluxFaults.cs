using Phoenix.Errors;

namespace Phoenix.Kubernetes.Flux;

/// <summary>Faults that waiting does not mend.</summary>
internal static class FluxFaults
{
    /// <summary>A controller gave up.</summary>
    internal static PhoenixException Stalled(FluxReport report) => new(
        ErrorCode.LayerFailed,
        report.Reason!,
        $"Its controller has given up and tries no more: correct it in the repository; 'kubectl -n {report.First!.Key.Namespace} describe {report.First.Key.Kind.ToLowerInvariant()} {report.First.Key.Name}' shows its events");
}
