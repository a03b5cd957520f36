using Phoenix.Ports;
using Phoenix.Proof;

namespace Phoenix.Checks.Rules;

/// <summary>Whether server, repository, backup and witness are of one cluster. With a running server the gate's rule "identifier" asks the same once more.</summary>
public sealed class IdentityRule : ICheckRule
{
    /// <inheritdoc/>
    public string Name => "identity";

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        RepositoryInfo info = evidence.Info.Value;
        Witness? witness = evidence.Witness.Value;
        ulong? server = evidence switch
        {
            { Server: { Trouble: null } s } => s.Value.Gate.Server.SystemIdentifier,
            { Idle: { Trouble: null } i } => i.Value.SystemIdentifier,
            _ => null,
        };
        ulong? backup = evidence.Chosen?.SystemIdentifier;
        string seen = $"server {(server is null ? "not seen" : Words.Number(server))}, repository {Words.Number(info.SystemIdentifier)}, backup {Words.Number(backup)}, witness {(witness is null ? "none" : Words.Number(witness.SystemIdentifier))}";
        if (info.SystemIdentifier is null)
        {
            return [CheckFinding.NotSafe(Name, $"no stanza lies where the restore looks, so there is no cluster to compare: {seen}", "see 'place' and 'stanza'")];
        }

        ulong[] known = [.. new[] { server, info.SystemIdentifier, backup, witness?.SystemIdentifier }.OfType<ulong>().Distinct()];
        return
        [
            known.Length > 1
                ? CheckFinding.NotSafe(Name, $"not one cluster: {seen}", "do not run stanza-upgrade, and let no backup run: find out which cluster is the real one; its sets are restored with --set")
                : backup is null
                    ? CheckFinding.CouldNotTell(Name, $"{(info.Backups.Count == 0 ? "there is no backup" : $"no backup fits the target '{evidence.Target}'")} whose cluster could be compared; what else was seen is one cluster: {seen}", "see 'backup'")
                    : CheckFinding.Safe(Name, $"one cluster everywhere: {seen}"),
        ];
    }
}
