using System.Globalization;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Proof;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>Page and structure checks of a PostgresCluster. The operator lets base backups in by the certificate of its replication role only.</summary>
/// <param name="site">The layer.</param>
/// <param name="major">The server's major version: the base backup's program must not be older.</param>
internal sealed class PageChecks(CrunchySite site, int major)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Checks everything and returns what was seen.</summary>
    public async Task<IntegrityObservation> VerifyAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        PostgresInstallation installed = PostgresInstallation.FindAll().FirstOrDefault(i => i.Major >= major) ?? throw new PhoenixException(
            ErrorCode.ToolMissing,
            string.Create(CultureInfo.InvariantCulture, $"no PostgreSQL {major} or newer is installed here, and its pg_basebackup reads the pages"),
            string.Create(CultureInfo.InvariantCulture, $"install postgresql-{major} on the machine that runs Phoenix"));
        string folder = Directory.CreateTempSubdirectory("phoenix-pages-").FullName;
        try
        {
            PostgresPlace place = new()
            {
                BinDirectory = installed.BinDirectory,
                DataDirectory = folder,
                SocketDirectory = folder,
                LogFile = Path.Combine(folder, "log"),
                Port = PostgresClusterView.DefaultPort,
                Marker = site.Scope.ToolMarker,
            };
            return await new IntegrityChecks(settings, site.Scope.Runner, place, await LoginAsync(folder, cancellationToken)).VerifyAsync(cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<ReplicationLogin?> LoginAsync(string folder, CancellationToken cancellationToken)
    {
        KubeObject? secret = await site.Cluster.GetAsync(CrunchySite.Secrets, site.Name.Namespace, PgoNames.ReplicationSecret(site.Name), cancellationToken);
        if (secret?.TextAt("data", "tls.crt") is not string certificate || secret.TextAt("data", "tls.key") is not string key)
        {
            return null;
        }

        string certificateFile = Path.Combine(folder, "tls.crt");
        string keyFile = Path.Combine(folder, "tls.key");
        foreach ((string file, string content) in new[] { (certificateFile, certificate), (keyFile, key) })
        {
            await using FileStream stream = new(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
            await stream.WriteAsync(Convert.FromBase64String(content), cancellationToken);
        }

        return new ReplicationLogin(PgoNames.ReplicationUser, certificateFile, keyFile);
    }
}
