namespace Phoenix.Adapters.Proxmox;

/// <summary>
/// What Proxmox says when something fails. It has no error codes: the API answers 500 with a sentence, and a task ends with one. Only sentences that
/// decide something are here; all others are shown as they are.
/// </summary>
internal static class ProxmoxWords
{
    /// <summary>The machine's configuration is not on the node that was asked: it is gone, or on another node.</summary>
    internal static bool IsMissing(string words) =>
        (Has(words, "Configuration file '") && Has(words, "' does not exist")) || Has(words, "unable to find configuration file for");

    /// <summary>Whether the same call may succeed a moment later with nothing changed.</summary>
    internal static bool IsTransient(string words) => IsLocked(words) || IsUnreachable(words) || Has(words, "got timeout") || Has(words, "no quorum");

    /// <summary>What to do about it; null when there is nothing to add.</summary>
    internal static string? Hint(string words) =>
        Has(words, "is locked (destroyed)") ? "an earlier destroy of it did not end: look at its disks, then run 'qm destroy ID --purge --skiplock' (or 'pct destroy') on its node as root"
        : IsLocked(words) ? "another task (named in the parentheses) works on the machine: wait for it, or end it; 'qm unlock ID' on its node removes the lock of a task that died"
        : Has(words, "got timeout") ? "another task holds the machine's lock file: wait for it, or look for a task that hangs on its node"
        : Has(words, "protection mode enabled") ? "the machine is protected: 'qm set ID --protection 0' (or 'pct set') if it really may go"
        : Has(words, "no quorum") ? "most nodes of the cluster must be up before anything can be changed: look at 'pvecm status'"
        : IsUnreachable(words) ? "the node, or a storage that it needs, is down or cut off: bring it back; 'pvecm status' on another node shows who is there"
        : null;

    private static bool IsLocked(string words) => (Has(words, "VM is locked (") || Has(words, "CT is locked (")) && !Has(words, "(destroyed)");

    private static bool IsUnreachable(string words) =>
        Has(words, "No route to host") || Has(words, "Connection refused") || Has(words, "Connection timed out") || Has(words, "Connection reset") || Has(words, "proxy handler failed");

    private static bool Has(string words, string part) => words.Contains(part, StringComparison.OrdinalIgnoreCase);
}
