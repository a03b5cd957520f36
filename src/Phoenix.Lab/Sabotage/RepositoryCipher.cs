using System.Security.Cryptography;
using System.Text;

namespace Phoenix.Lab.Sabotage;

/// <summary>
/// The cipher of a pgBackRest repository (<c>aes-256-cbc</c>), so that a sabotage can leave objects behind that are whole: OpenSSL's salted format, with key and
/// vector derived by one round of SHA-1.
/// </summary>
/// <param name="passphrase">The passphrase of the file.</param>
internal sealed class RepositoryCipher(string passphrase)
{
    private const int SaltSize = 8;
    private const int KeySize = 32;
    private const int VectorSize = 16;

    private static ReadOnlySpan<byte> Magic => "Salted__"u8;

    /// <summary>Encrypts a file.</summary>
    public byte[] Encrypt(ReadOnlySpan<byte> plain)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltSize);
        using Aes aes = Open(salt, out byte[] vector);
        return [.. Magic, .. salt, .. aes.EncryptCbc(plain, vector)];
    }

    /// <summary>Decrypts a file.</summary>
    /// <exception cref="CryptographicException">It was not encrypted with this passphrase.</exception>
    public byte[] Decrypt(ReadOnlySpan<byte> stored)
    {
        if (!stored.StartsWith(Magic))
        {
            throw new CryptographicException("the file is not in OpenSSL's salted format");
        }

        using Aes aes = Open(stored.Slice(Magic.Length, SaltSize), out byte[] vector);
        return aes.DecryptCbc(stored[(Magic.Length + SaltSize)..], vector);
    }

    private Aes Open(ReadOnlySpan<byte> salt, out byte[] vector)
    {
        byte[] secret = [.. Encoding.UTF8.GetBytes(passphrase), .. salt];
        List<byte> derived = [];
        byte[] block = [];
        while (derived.Count < KeySize + VectorSize)
        {
            // pgBackRest's choice, not ours; what it protects here is a lab's own data.
#pragma warning disable CA5350
            block = SHA1.HashData([.. block, .. secret]);
#pragma warning restore CA5350
            derived.AddRange(block);
        }

        vector = [.. derived.Skip(KeySize).Take(VectorSize)];
        Aes aes = Aes.Create();
        aes.Key = [.. derived.Take(KeySize)];
        return aes;
    }
}
