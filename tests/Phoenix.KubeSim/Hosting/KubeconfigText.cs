using System.Text;

namespace Phoenix.KubeSim.Hosting;

/// <summary>Writes kubeconfig files with one context.</summary>
internal static class KubeconfigText
{
    public static string WithToken(Uri server, string authority, string token) => Write(server, authority, $"    token: {token}\n");

    public static string WithCertificate(Uri server, string authority, (string Certificate, string Key) pair) =>
        Write(server, authority, $"    client-certificate-data: {Base64(pair.Certificate)}\n    client-key-data: {Base64(pair.Key)}\n");

    private static string Write(Uri server, string authority, string user) => $"""
        apiVersion: v1
        kind: Config
        current-context: sim
        clusters:
        - name: sim
          cluster:
            server: {server.GetLeftPart(UriPartial.Authority)}
            certificate-authority-data: {Base64(authority)}
        contexts:
        - name: sim
          context:
            cluster: sim
            user: admin
        users:
        - name: admin
          user:

        """ + user;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));
}
