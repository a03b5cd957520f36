using System.Globalization;
using Phoenix.Adapters.PostgreSql;

namespace Phoenix.Castle;

/// <summary>A copy of <c>examples/ephemeral-castle</c>, in which that is changed what the runbook's table says that a user changes: addresses, certificates, the version of PostgreSQL.</summary>
internal static class CastleCopy
{
    private static readonly string Source = Path.Combine(CloneFolder.Path, "examples", "ephemeral-castle");

    /// <summary>Makes the copy.</summary>
    /// <param name="folder">Where to; made.</param>
    /// <param name="s3Port">Port of the repository's endpoint on localhost.</param>
    /// <param name="s3Authority">Its authority.</param>
    /// <param name="proxmox">Proxmox' address.</param>
    /// <param name="proxmoxAuthority">Its authority.</param>
    /// <param name="infisical">Infisical's address.</param>
    public static void Make(string folder, int s3Port, string s3Authority, Uri proxmox, string proxmoxAuthority, Uri infisical)
    {
        foreach (string file in Directory.EnumerateFiles(Source, "*", SearchOption.AllDirectories))
        {
            string to = Path.Combine(folder, Path.GetRelativePath(Source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        const string Amazon = "s3.eu-central-1.amazonaws.com";
        string port = s3Port.ToString(CultureInfo.InvariantCulture);
        string proxmoxAddress = proxmox.ToString().TrimEnd('/');
        Change(
            Path.Combine(folder, "phoenix.yaml"),
            ("infisical: {", $"infisical: {{ url: \"{infisical.ToString().TrimEnd('/')}\","),
            ($"endpoint: {Amazon}, region: eu-central-1", $"endpoint: \"localhost:{port}\", region: phoenix-lab-1, uriStyle: path, caFile: {s3Authority}"),
            ("endpoint: \"https://pve.example.org:8006\"", $"endpoint: \"{proxmoxAddress}\", caFile: {proxmoxAuthority}"),
            ("directory: live/platform\n", $"directory: live/platform\n      env: {{ SSL_CERT_FILE: {proxmoxAuthority} }}\n"));
        Change(Path.Combine(folder, "live", "platform", "terragrunt.hcl"), ("\"https://pve.example.org:8006/\"", $"\"{proxmoxAddress}/\""));
        Change(Path.Combine(folder, "clusters", "castle", "configs", "secret-store.yaml"), ("https://app.infisical.com", infisical.ToString().TrimEnd('/')));
        Change(
            Path.Combine(folder, "clusters", "castle", "instances", "castle.yaml"),
            ("postgresVersion: 17", $"postgresVersion: {Newest()}"),
            ($"endpoint: {Amazon}", "endpoint: localhost"),
            ("region: eu-central-1", "region: phoenix-lab-1"),
            ("repo1-path: /castle/repo1\n", $"repo1-path: /castle/repo1\n        repo1-storage-port: \"{port}\"\n        repo1-s3-uri-style: path\n        repo1-storage-ca-file: {s3Authority}\n"));
    }

    private static int Newest() => PostgresInstallation.FindAll().Select(i => i.Major).Where(m => m <= PostgresInstallation.NewestSupportedBy(new Version(2, 45))).Max();

    private static void Change(string file, params (string From, string To)[] changes)
    {
        string text = File.ReadAllText(file);
        foreach ((string from, string to) in changes)
        {
            string changed = text.Replace(from, to, StringComparison.Ordinal);
            text = changed != text ? changed : throw new InvalidOperationException($"{file} does not hold '{from}' any more: the copy would not be changed as the runbook says");
        }

        File.WriteAllText(file, text);
    }
}
