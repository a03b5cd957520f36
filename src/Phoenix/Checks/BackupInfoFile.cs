namespace Phoenix.Checks;

/// <summary>The stanza's <c>backup.info</c>, as it is stored and as the restore's configuration reads it.</summary>
/// <param name="IsEncrypted">Whether the stored object is encrypted: it begins with OpenSSL's salt header.</param>
/// <param name="IsReadable">Whether what pgBackRest makes of it with the restore's passphrase is an info file.</param>
/// <param name="Trouble">Why it could not be read; null when it could.</param>
public sealed record BackupInfoFile(bool IsEncrypted, bool IsReadable, string? Trouble);
