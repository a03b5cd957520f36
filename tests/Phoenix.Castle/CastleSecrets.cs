using Phoenix.Testing.Proxmox;
using Phoenix.Testing.Secrets;

namespace Phoenix.Castle;

/// <summary>What the runbook has put into Infisical, by the runbook's names.</summary>
internal sealed class CastleSecrets
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal)
    {
        ["CASTLE_PROXMOX_TOKEN"] = ProxmoxDouble.Token,
        ["CASTLE_STATE_KEY"] = "the-states-key",
        ["CASTLE_STATE_SECRET"] = "the secret of the states' key",
        ["CASTLE_REPO_PASSPHRASE"] = "a passphrase that is kept elsewhere too",
        ["CASTLE_GIT_USERNAME"] = "castle-reader",
        ["CASTLE_GIT_TOKEN"] = "a token that reads Git",
        ["CASTLE_CLUSTER_CLIENT_ID"] = "0b9c2f4e-7a51-4c60-9d0b-castle-cluster",
        ["CASTLE_CLUSTER_CLIENT_SECRET"] = "the cluster's own client secret",
        ["CASTLE_DB_ADMIN_PASSWORD"] = "an admin's password that outlives a wipe",
        ["CASTLE_DB_PASSWORD"] = "a password that outlives a wipe",
    };

    public CastleSecrets(string s3Key, string s3Secret) => (_values["CASTLE_S3_KEY"], _values["CASTLE_S3_SECRET"]) = (s3Key, s3Secret);

    public IReadOnlyDictionary<string, string> All => _values;

    public string this[string name] => _values[name];

    /// <summary>Stores all of them.</summary>
    public void Store(InfisicalDouble infisical)
    {
        infisical.Slug = "castle";
        foreach ((string name, string value) in _values)
        {
            infisical.Values[$"prod/:{name}"] = value;
        }
    }
}
