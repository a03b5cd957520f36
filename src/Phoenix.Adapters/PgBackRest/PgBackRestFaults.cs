using Phoenix.Adapters.Processes;
using Phoenix.Errors;

namespace Phoenix.Adapters.PgBackRest;

/// <summary>Turns pgBackRest's faults into Phoenix's errors, with a hint for each known one.</summary>
internal static class PgBackRestFaults
{
    /// <summary>The error for a call that failed.</summary>
    public static PhoenixException Translate(ToolResult result)
    {
        string output = result.StandardError + "\n" + result.StandardOutput;
        return PgBackRestFault.Find(output) is PgBackRestFault fault
            ? Translate(result.Tool, fault)
            : ToolRunner.Failure(result);
    }

    /// <summary>The error for one fault.</summary>
    public static PhoenixException Translate(string tool, PgBackRestFault fault)
    {
        (ErrorCode code, string hint) = Judge(fault);
        string s3 = fault.S3Code is string s && !fault.Text.Contains(s, StringComparison.Ordinal) ? $" ({s})" : "";
        string meaning = IsCipher(fault) ? " (an object of the repository does not decrypt)" : IsNonsense(fault) ? " (what the passphrase makes of it is no info file: it is a wrong one, or the file is damaged)" : "";
        return new PhoenixException(code, $"{tool}: {fault.Error} {fault.Text}{s3}{meaning}", hint);
    }

    private static (ErrorCode Code, string Hint) Judge(PgBackRestFault f)
    {
        if (f.S3Code is "NoSuchBucket")
        {
            return (ErrorCode.RepositoryUnavailable, "The bucket does not exist: check its name and the endpoint.");
        }

        if (f.S3Code is "AuthorizationHeaderMalformed" or "PermanentRedirect" or "TemporaryRedirect" || f.HttpStatus is >= 301 and <= 308)
        {
            return (ErrorCode.RepositoryUnavailable, "The bucket is in another region: use that region and its endpoint.");
        }

        if (f.S3Code is "RequestTimeTooSkewed")
        {
            return (ErrorCode.RepositoryDenied, "The clocks differ too much: synchronise this machine's clock (NTP) and the endpoint's.");
        }

        if (f.S3Code is "ExpiredToken" or "InvalidToken" or "TokenRefreshRequired")
        {
            return (ErrorCode.RepositoryDenied, "The session token has expired: fetch fresh credentials.");
        }

        if (f.HttpStatus is 401 or 403)
        {
            return (ErrorCode.RepositoryDenied, "Check access key and secret key in the configuration that this command uses, and that the key may use this bucket.");
        }

        return f.HttpStatus >= 500
            ? (ErrorCode.RepositoryUnavailable, "The endpoint is overloaded or broken: wait and run the command again.")
            : ByClass(f);
    }

    private static (ErrorCode Code, string Hint) ByClass(PgBackRestFault f)
    {
        if (Says(f, "No space left on device"))
        {
            return (ErrorCode.DiskFull, "Free space where pgBackRest writes.");
        }

        return f.Error switch
        {
            "OptionRequiredError" or "[037]" => (ErrorCode.Configuration, "The configuration that this command uses lacks the option it names; keys and passphrase stand in conf.d/s3.conf."),
            "OptionInvalidError" or "OptionInvalidValueError" or "[031]" or "[032]" or "[027]" => (ErrorCode.Configuration, "Correct the option in the configuration; keys are refused on the command line."),
            "HostConnectError" or "[049]" => (ErrorCode.RepositoryUnavailable, "Check endpoint host and port, DNS, and that the endpoint is up; with URI style 'host' the bucket's name must resolve too."),
            "FileMissingError" or "[055]" when Says(f, ".info") => (ErrorCode.RepositoryUnavailable, "Nothing is where this command looks: bucket, path and stanza must be exactly those that the backup wrote to (a wrong bucket looks the same)."),
            "FormatError" or "[029]" when Says(f, "outside of section") || Says(f, "invalid JSON") => (ErrorCode.Configuration, "The repository does not decrypt: the cipher passphrase is wrong, or the info file is damaged."),
            "FormatError" or "[029]" when Says(f, "corruption") => (ErrorCode.ToolFailed, "A file of the backup is damaged in the repository: restore another set ('pgbackrest info' lists them), and look at what damaged this one."),
            "CryptoError" or "[095]" => ByTls(f),
            "FileReadError" or "[042]" when Says(f, "timeout after") => (ErrorCode.RepositoryUnavailable, "The endpoint did not answer in time: check that it is up and reachable."),
            "ServiceError" or "[101]" => (ErrorCode.RepositoryUnavailable, "The endpoint is overloaded or broken: wait and run the command again."),
            "ProtocolError" or "[039]" when f.HttpStatus != 0 => (ErrorCode.RepositoryUnavailable, "The endpoint refused the request: check bucket, region and URI style."),
            "FileWriteError" or "[064]" => (ErrorCode.DiskFull, "pgBackRest could not write, which mostly means a full disk or quota: free space there."),
            "[028]" or "[044]" or "[051]" => (ErrorCode.ToolFailed, "The repository belongs to another cluster. Do NOT run stanza-upgrade: an empty newcomer would take the repository over."),
            "[045]" => (ErrorCode.ToolFailed, "Two clusters archive to this stanza, or a rebirth was wiped before its timeline was archived: find out which history is real before anything else is archived."),
            "[038]" => (ErrorCode.ToolFailed, "A server runs on this directory: stop it first."),
            "[040]" => (ErrorCode.ToolFailed, "Restore into an empty directory."),
            "[050]" => (ErrorCode.ToolFailed, "Another pgBackRest holds the lock (a backup?): wait for it."),
            "[056]" => (ErrorCode.ToolFailed, "The server cannot be reached, is in recovery, or is newer than this pgBackRest knows: check port and socket path."),
            "[062]" => (ErrorCode.ToolFailed, "'pgbackrest stop' was run here: 'pgbackrest start' lifts it."),
            "[075]" => (ErrorCode.TargetImpossible, "No backup fits the target: 'pgbackrest info' lists the sets; choose a later target or another set."),
            "[082]" => (ErrorCode.ToolFailed, "WAL does not reach the archive in time: read the server's log for archive_command's errors."),
            _ => (ErrorCode.ToolFailed, "The text is pgBackRest's own; 'phoenix explain' knows the common ones."),
        };
    }

    private static (ErrorCode Code, string Hint) ByTls(PgBackRestFault f)
    {
        if (Says(f, "unable to find hostname"))
        {
            return (ErrorCode.RepositoryUnavailable, "pgBackRest compares DNS names only: use the name in the endpoint's certificate, never an IP address ('localhost' for this machine).");
        }

        if (Says(f, "certificate") || Says(f, "TLS"))
        {
            return (ErrorCode.RepositoryUnavailable, "The endpoint's certificate is not trusted: name its authority as CA file, readable for the account that runs pgBackRest.");
        }

        // With a wrong passphrase the info files, which are read first, are what fails, and they say so otherwise.
        if (Says(f, "unable to flush"))
        {
            return (ErrorCode.ToolFailed, "An object does not decrypt to its end, so it is damaged or cut short in the repository: restore another set ('pgbackrest info' lists them), and look at what damaged this one.");
        }

        return (ErrorCode.Configuration, "The object does not decrypt: the cipher passphrase is wrong, or encryption is configured on one side only.");
    }

    // Its words alone ("unable to flush") tell nobody what is wrong.
    private static bool IsCipher(PgBackRestFault f) =>
        f.Error is "CryptoError" or "[095]" && !Says(f, "hostname") && !Says(f, "certificate") && !Says(f, "TLS");

    private static bool IsNonsense(PgBackRestFault f) => f.Error is "FormatError" or "[029]" && Says(f, "outside of section");

    private static bool Says(PgBackRestFault f, string text) => f.Text.Contains(text, StringComparison.Ordinal);
}
