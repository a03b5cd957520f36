using System.Globalization;
using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.Local;

/// <summary>What a shell needs to reach a lab. Passwords are not in it, only the files that hold them.</summary>
public static class LabEnvironment
{
    /// <summary>The variables, in the order in which they are printed.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(LabSession lab)
    {
        LabSite site = lab.Stack.Site;
        string port = site.Record.PostgresPort.ToString(CultureInfo.InvariantCulture);
        string passFile = Path.Combine(site.Paths.Vault, "pgpass");
        DurableFiles.Write(passFile, System.Text.Encoding.ASCII.GetBytes($"localhost:{port}:*:postgres:{site.Vault.PostgresPassword}\n"));
        List<KeyValuePair<string, string>> variables =
        [
            new("PGHOST", "localhost"),
            new("PGPORT", port),
            new("PGUSER", "postgres"),
            new("PGDATABASE", "postgres"),
            new("PGPASSFILE", passFile),
        ];
        if (lab.HasOwnEndpoint)
        {
            string credentials = Path.Combine(site.Paths.Vault, "aws-credentials");
            S3.AccessKey? key = site.Vault.ReadKeys()?.Next;
            DurableFiles.Write(credentials, System.Text.Encoding.ASCII.GetBytes($"[default]\naws_access_key_id = {key?.Id}\naws_secret_access_key = {key?.Secret}\n"));
            variables.AddRange(
            [
                new("AWS_ENDPOINT_URL", $"https://localhost:{site.Record.S3Port.ToString(CultureInfo.InvariantCulture)}"),
                new("AWS_REGION", site.Record.Region),
                new("AWS_CA_BUNDLE", lab.Endpoint.CaFile),
                new("AWS_SHARED_CREDENTIALS_FILE", credentials),
                new("PHOENIX_LAB_BUCKET", site.Record.Bucket),
            ]);
        }

        return variables;
    }
}
