using System.Globalization;
using Phoenix.Ports;

namespace Phoenix.Checks.Rules;

/// <summary>What pgBackRest itself says of the stanza: its JSON, never its exit code, which is 0 even when nothing could be read.</summary>
public sealed class StanzaRule : ICheckRule
{
    /// <inheritdoc/>
    public string Name => "stanza";

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        if (evidence.Info.Trouble is not null && evidence is { HasPassphrase: true, InfoFile: { Trouble: null, Value: { IsEncrypted: true, IsReadable: false } } })
        {
            return [CheckFinding.NotSafe(Name, "pgBackRest cannot read the stanza: the passphrase does not open its info files", "see 'cipher'")];
        }

        // The same passphrase protects both info files.
        if (evidence.Info.Trouble is not null && evidence is { InfoFile: { Trouble: null, Value.IsReadable: true }, ArchiveInfo: { Trouble: null, Value.SystemIdentifiers.Count: 0 } })
        {
            return [CheckFinding.NotSafe(
                Name, "pgBackRest cannot read the stanza: backup.info can be read, and neither archive.info nor its copy", "bring it back from a version or replica of the bucket; 'stanza-create' does not bring an archive back")];
        }

        if (evidence.Info.Trouble is { } trouble)
        {
            return [Refusal.IsDefinite(trouble) ? CheckFinding.NotSafe(Name, trouble.Message, trouble.Hint) : CheckFinding.CouldNotTell(Name, trouble.Message, trouble.Hint)];
        }

        RepositoryInfo info = evidence.Info.Value;
        string said = string.Create(CultureInfo.InvariantCulture, $"pgbackrest info: status {info.StatusCode} ({info.StatusMessage}), cluster {info.SystemIdentifier?.ToString(CultureInfo.InvariantCulture) ?? "none"}");
        return
        [
            info.StatusCode switch
            {
                0 => CheckFinding.Safe(Name, said),
                1 => CheckFinding.NotSafe(Name, said, "bucket, path and stanza must be exactly those that the backup wrote to: see 'place'"),
                2 => CheckFinding.NotSafe(Name, said, "take a full backup: there is nothing to restore"),
                _ => CheckFinding.CouldNotTell(Name, said, "run 'pgbackrest info' by hand and look at its words"),
            },
        ];
    }
}
