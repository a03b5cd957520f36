using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Phoenix.Errors;

namespace Phoenix.Kubernetes.Cluster.Access;

/// <summary>Reads PEM out of files and of the base64 texts in which a kubeconfig holds them.</summary>
internal static class PemFile
{
    /// <summary>The authorities in a file.</summary>
    /// <exception cref="PhoenixException">Configuration: there are none.</exception>
    public static X509Certificate2Collection Certificates(string path, string source) => CertificatesIn(Text(path, source), $"{source}: '{path}'");

    /// <summary>The authorities in PEM text; a bundle may hold many.</summary>
    /// <exception cref="PhoenixException">Configuration: there are none.</exception>
    public static X509Certificate2Collection CertificatesIn(string pem, string source)
    {
        X509Certificate2Collection all = [];
        try
        {
            all.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw Wrong($"{source}: the certificate authority cannot be read: {e.Message}", e);
        }

        return all.Count > 0 ? all : throw Wrong($"{source} holds no certificate authority", null);
    }

    /// <summary>The text of a file.</summary>
    /// <exception cref="PhoenixException">Configuration: it cannot be read.</exception>
    public static string Text(string path, string source)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"{source}: '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The text in base64.</summary>
    /// <exception cref="PhoenixException">Configuration: it is no base64.</exception>
    public static string Decoded(string base64, string key, string source)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException e)
        {
            throw Wrong($"{source}: '{key}' is no base64", e);
        }
    }

    private static PhoenixException Wrong(string message, Exception? cause) => new(ErrorCode.Configuration, message, "Write the kubeconfig anew, e.g. with the tool that made the cluster", cause);
}
