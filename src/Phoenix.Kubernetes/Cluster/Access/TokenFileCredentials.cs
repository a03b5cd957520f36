using Phoenix.Errors;

namespace Phoenix.Kubernetes.Cluster.Access;

/// <summary>
/// A token in a file that somebody else keeps fresh: the kubelet renews a service account's when 80 % of its life are over, so it is read again each
/// minute, as Kubernetes' own clients do.
/// </summary>
/// <param name="path">The file, absolute.</param>
/// <param name="certificate">A client certificate beside it; null for none.</param>
/// <param name="source">Where it was named, for messages.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenFileCredentials(string path, ClientCertificate? certificate, string source, TimeProvider time) : IClusterCredentials
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private ClusterCredential? _last;
    private long _readAt;

    /// <inheritdoc/>
    public async Task<ClusterCredential> GetAsync(bool renew, CancellationToken cancellationToken)
    {
        if (!renew && _last is { } known && time.GetElapsedTime(_readAt) < Fresh)
        {
            return known;
        }

        try
        {
            string token = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
            if (token.Length > 0)
            {
                (_last, _readAt) = (new ClusterCredential("Bearer " + token, certificate), time.GetTimestamp());
                return _last;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It may be replaced at this moment. The old token is still good, or the server says so.
            return _last ?? throw Missing($"cannot be read: {e.Message}", e);
        }

        return _last ?? throw Missing("is empty", null);
    }

    private PhoenixException Missing(string what, Exception? cause) =>
        new(ErrorCode.Configuration, $"{source}: the token file '{path}' {what}", "Let the file hold a token of the cluster, readable by this account", cause);
}
