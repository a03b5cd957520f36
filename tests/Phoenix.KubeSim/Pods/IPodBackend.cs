namespace Phoenix.KubeSim.Pods;

/// <summary>An operator's double that runs what stands behind pods, and is asked for it when somebody wants it.</summary>
public interface IPodBackend
{
    /// <summary>The whole log of a container; null when this double does not run it.</summary>
    string? ReadLog(string @namespace, string pod, string? container);

    /// <summary>The local TCP port (on the loopback address) behind a port of a pod; null when there is none.</summary>
    int? FindLocalPort(string @namespace, string pod, int port);
}
