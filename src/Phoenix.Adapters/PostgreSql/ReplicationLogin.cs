namespace Phoenix.Adapters.PostgreSql;

/// <summary>Who may take a base backup where that is not the administrator: a role that logs in by certificate.</summary>
/// <param name="User">The role.</param>
/// <param name="CertificateFile">Its certificate.</param>
/// <param name="KeyFile">Its key, which only the present account may read.</param>
public sealed record ReplicationLogin(string User, string CertificateFile, string KeyFile)
{
    /// <summary>What libpq reads from the environment.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["PGSSLMODE"] = "require", ["PGSSLCERT"] = CertificateFile, ["PGSSLKEY"] = KeyFile };
}
