namespace Phoenix.Checks.Rules;

/// <summary>Whether the restore's passphrase opens <c>backup.info</c>: stored and read are both looked at.</summary>
public sealed class CipherRule : ICheckRule
{
    private const string Same = "the restore needs the very passphrase that the repository was made with: find it, it cannot be replaced";

    /// <inheritdoc/>
    public string Name => "cipher";

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        BackupInfoFile file = evidence.InfoFile.Value;
        return
        [
            (file.IsEncrypted, evidence.HasPassphrase, file.IsReadable) switch
            {
                (true, false, _) => CheckFinding.NotSafe(Name, "backup.info is encrypted, and the restore's configuration has no passphrase", Same),
                (false, true, _) => CheckFinding.NotSafe(Name, "backup.info is not encrypted, and the restore's configuration has a passphrase", "set repo1-cipher-type=none for the restore, as the backup has it"),
                (_, _, true) => CheckFinding.Safe(Name, file.IsEncrypted ? "the passphrase opens backup.info" : "backup.info is not encrypted, and is read"),
                // The same passphrase protects both info files: one that opens the other one is right.
                (true, true, false) when evidence.ArchiveInfo is { Trouble: null, Value.SystemIdentifiers.Count: > 0 } => CheckFinding.NotSafe(
                    Name, "the passphrase opens archive.info and not backup.info, which is damaged", "pgBackRest keeps a copy beside it (backup.info.copy): restore the object from that, or from a version of the bucket"),
                (true, true, false) => CheckFinding.NotSafe(Name, $"the passphrase does not open backup.info{Wrong(file)}", Same),
                _ => CheckFinding.NotSafe(Name, $"backup.info cannot be read{Why(file)}", "it is damaged: pgBackRest keeps a copy beside it (backup.info.copy)"),
            },
        ];
    }

    // Whatever a wrong passphrase makes of the object, or what the tool says of that, tells nobody anything.
    private static string Wrong(BackupInfoFile file) =>
        file.Trouble is string trouble && !trouble.Contains("does not decrypt", StringComparison.Ordinal) ? $": {trouble}" : ": it is another one than the repository was made with";

    private static string Why(BackupInfoFile file) => file.Trouble is string trouble ? $": {trouble}" : ": what comes out is no info file";
}
