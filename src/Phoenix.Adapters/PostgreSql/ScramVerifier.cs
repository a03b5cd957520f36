using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>
/// What a server keeps of a password (RFC 5803, as in <c>pg_authid.rolpassword</c>): made and compared here, so that no password is part of a statement, which a
/// server may log. For passwords in ASCII, which SASLprep leaves as they are.
/// </summary>
internal static class ScramVerifier
{
    private const string Mechanism = "SCRAM-SHA-256";
    private const int Iterations = 4096;
    private const int SaltLength = 16;
    private const int KeyLength = 32;

    /// <summary>A verifier of the password with a salt of its own; it holds no character that SQL would have to quote.</summary>
    internal static string Make(string password) => Make(password, RandomNumberGenerator.GetBytes(SaltLength), Iterations);

    /// <summary>Whether a verifier is one of this password; false for another form of verifier and for none.</summary>
    internal static bool Fits(string? verifier, string password)
    {
        string[] parts = verifier?.Split('$', ':') ?? [];
        Span<byte> salt = new byte[KeyLength];
        return parts.Length == 5
            && parts[0] == Mechanism
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int iterations) && iterations > 0
            && Convert.TryFromBase64String(parts[2], salt, out int length)
            && Make(password, salt[..length].ToArray(), iterations) == verifier;
    }

    private static string Make(string password, byte[] salt, int iterations)
    {
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, KeyLength);
        byte[] stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        byte[] server = HMACSHA256.HashData(salted, "Server Key"u8);
        return string.Create(
            CultureInfo.InvariantCulture, $"{Mechanism}${iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}");
    }
}
