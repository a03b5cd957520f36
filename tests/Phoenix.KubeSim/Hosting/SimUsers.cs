using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Phoenix.KubeSim.Hosting;

/// <summary>Who may come in, by bearer token or client certificate.</summary>
internal sealed class SimUsers(SimCertificates certificates, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (string User, DateTimeOffset? Until)> _tokens = new(StringComparer.Ordinal);

    public string Issue(string user, TimeSpan? lifetime)
    {
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        _tokens[token] = (user, lifetime is { } span ? time.GetUtcNow() + span : null);
        return token;
    }

    public void Revoke(string token) => _tokens.TryRemove(token, out _);

    /// <summary>The user of a request; null when nobody known asks.</summary>
    public string? Find(string? authorization, X509Certificate2? certificate)
    {
        if (authorization is not null)
        {
            const string Scheme = "Bearer ";
            return authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
                && _tokens.TryGetValue(authorization[Scheme.Length..].Trim(), out (string User, DateTimeOffset? Until) known)
                && (known.Until is null || known.Until > time.GetUtcNow()) ? known.User : null;
        }

        return certificate is not null && certificates.Trusts(certificate) ? certificate.GetNameInfo(X509NameType.SimpleName, false) : null;
    }
}
