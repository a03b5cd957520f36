using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Phoenix.Lab.S3.Storage;
using Phoenix.Errors;

namespace Phoenix.Lab.Local;

/// <summary>
/// The lab's stand-in for a secrets manager: the repository's passphrase and the S3 keys, kept outside the stack in files that only
/// their owner can read. Losing the passphrase is losing the backups, so it is written once and never replaced.
/// </summary>
public sealed class LabVault
{
    private readonly string _keysFile;

    /// <summary>Whether a lab's vault has all that opening it would otherwise make.</summary>
    /// <param name="paths">The lab.</param>
    /// <param name="withKeys">Whether keys of the lab's own endpoint are part of it.</param>
    public static bool IsWhole(LabPaths paths, bool withKeys) =>
        ((string[])["cipher.pass", "postgres.pass", .. withKeys ? ["s3-keys.json"] : (string[])[]]).All(f => File.Exists(Path.Combine(paths.Vault, f)));

    /// <summary>Opens the vault of a lab, and makes it when it is missing.</summary>
    public LabVault(LabPaths paths)
    {
        Directory.CreateDirectory(paths.Vault, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _keysFile = Path.Combine(paths.Vault, "s3-keys.json");
        PasswordFile = Path.Combine(paths.Vault, "postgres.pass");
        Passphrase = ReadOrMake(Path.Combine(paths.Vault, "cipher.pass"));
        PostgresPassword = ReadOrMake(PasswordFile);
    }

    /// <summary>The repository's passphrase (<c>repo1-cipher-pass</c>).</summary>
    public string Passphrase { get; }

    /// <summary>Password of the database's superuser.</summary>
    public string PostgresPassword { get; }

    /// <summary>The file that holds the password, for its owner alone.</summary>
    public string PasswordFile { get; }

    /// <summary>The keys; null before the first was minted.</summary>
    public VaultKeys? ReadKeys() =>
        File.Exists(_keysFile) ? JsonSerializer.Deserialize(File.ReadAllBytes(_keysFile), LabJson.Default.VaultKeys) : null;

    /// <summary>Stores the keys, durably, before anything is done with them.</summary>
    public void WriteKeys(VaultKeys keys) =>
        DurableFiles.Write(_keysFile, JsonSerializer.SerializeToUtf8Bytes(keys, LabJson.Default.VaultKeys));

    private static string ReadOrMake(string file)
    {
        if (!File.Exists(file))
        {
            DurableFiles.Write(file, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))));
        }

        string secret = File.ReadAllText(file);
        return secret.Length > 0
            ? secret
            : throw new PhoenixException(ErrorCode.RecordDamaged, $"the file {file} is empty", "without it no backup of this lab can be read; remove the lab with 'phoenix lab down --delete'");
    }
}
