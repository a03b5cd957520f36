using System.Security.Cryptography;
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
    private readonly string _passphraseFile;
    private readonly string _keysFile;

    /// <summary>Opens the vault of a lab, and makes it when it is missing.</summary>
    public LabVault(LabPaths paths)
    {
        Directory.CreateDirectory(paths.Vault, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _passphraseFile = Path.Combine(paths.Vault, "cipher.pass");
        _keysFile = Path.Combine(paths.Vault, "s3-keys.json");
        if (!File.Exists(_passphraseFile))
        {
            DurableFiles.Write(_passphraseFile, System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))));
        }

        Passphrase = File.ReadAllText(_passphraseFile);
        if (Passphrase.Length == 0)
        {
            throw new PhoenixException(ErrorCode.RecordDamaged, $"the passphrase file {_passphraseFile} is empty", "without the passphrase no backup of this lab can be read; remove the lab with 'phoenix lab down --delete'");
        }
    }

    /// <summary>The repository's passphrase (<c>repo1-cipher-pass</c>).</summary>
    public string Passphrase { get; }

    /// <summary>The keys; null before the first was minted.</summary>
    public VaultKeys? ReadKeys() =>
        File.Exists(_keysFile) ? JsonSerializer.Deserialize(File.ReadAllBytes(_keysFile), LabJson.Default.VaultKeys) : null;

    /// <summary>Stores the keys, durably, before anything is done with them.</summary>
    public void WriteKeys(VaultKeys keys) =>
        DurableFiles.Write(_keysFile, JsonSerializer.SerializeToUtf8Bytes(keys, LabJson.Default.VaultKeys));
}
