using System.Globalization;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster.Access;

namespace Phoenix.Kubernetes.Cluster;

/// <summary>Access to the cluster that Phoenix itself runs in, by its pod's service account.</summary>
public static class PodAccess
{
    /// <summary>Where the kubelet mounts the account.</summary>
    private const string AccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>The access.</summary>
    /// <param name="time">The clock.</param>
    /// <exception cref="PhoenixException">Configuration: Phoenix does not run in a pod, or its account is not mounted.</exception>
    public static ClusterAccess Read(TimeProvider time) => Read(Environment.GetEnvironmentVariable, AccountFolder, time);

    internal static ClusterAccess Read(Func<string, string?> environment, string folder, TimeProvider time)
    {
        string? host = environment("KUBERNETES_SERVICE_HOST");
        string? port = environment("KUBERNETES_SERVICE_PORT");
        string token = Path.Combine(folder, "token");
        if (host is not { Length: > 0 } || !int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || !File.Exists(token))
        {
            throw new PhoenixException(
                ErrorCode.Configuration,
                "Phoenix does not run in a pod with a service account: KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT or the mounted token is missing",
                "Name a kubeconfig; in a pod, set automountServiceAccountToken: true");
        }

        const string Source = "the pod's service account";
        string ns = Path.Combine(folder, "namespace");
        return new ClusterAccess(new UriBuilder(Uri.UriSchemeHttps, host, number).Uri, Source, new TokenFileCredentials(token, certificate: null, Source, time))
        {
            Authorities = PemFile.Certificates(Path.Combine(folder, "ca.crt"), Source),
            Namespace = File.Exists(ns) ? File.ReadAllText(ns).Trim() : null,
        };
    }
}
