using System.Globalization;
using System.Text;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.S3;
using Phoenix.Adapters.Secrets;
using Phoenix.Errors;

namespace Phoenix.Adapters.PgBackRest;

/// <summary>
/// A pgBackRest configuration in two files: <c>pgbackrest.conf</c> without secrets, and <c>conf.d/s3.conf</c> (0600) with nothing but
/// secrets. Both are read with <c>--config-path</c>, so that no secret reaches an argument or an environment.
/// </summary>
/// <param name="Main">Text of <c>pgbackrest.conf</c>.</param>
/// <param name="Secrets">Text of <c>conf.d/s3.conf</c>.</param>
public sealed record PgBackRestConfig(string Main, string Secrets)
{
    /// <summary>Name of the main file.</summary>
    public const string MainFile = "pgbackrest.conf";

    /// <summary>Name of the file with the secrets; it must end in <c>.conf</c> to be read.</summary>
    public const string SecretsFile = "conf.d/s3.conf";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Renders both files.</summary>
    /// <exception cref="PhoenixException">Configuration: a value cannot stand in the file.</exception>
    public static PgBackRestConfig Render(RepositorySettings repository, PgBackRestOptions options)
    {
        S3Settings s3 = repository.S3;
        StringBuilder main = new("[global]\n");
        Line(main, "repo1-type", "s3");
        Line(main, "repo1-path", repository.Path);
        Line(main, "repo1-s3-bucket", s3.Bucket);
        Line(main, "repo1-s3-endpoint", s3.Host);
        Line(main, "repo1-storage-port", Number(s3.Port));
        Line(main, "repo1-s3-region", s3.Region);
        Line(main, "repo1-s3-uri-style", s3.UriStyle == S3UriStyle.Path ? "path" : "host");
        if (s3.CaFile is string ca)
        {
            Line(main, "repo1-storage-ca-file", ca);
        }

        Line(main, "repo1-cipher-type", repository.CipherPassphrase is null ? "none" : "aes-256-cbc");
        // Old backups are what a rebirth may need: nothing expires by itself, whoever calls backup.
        Line(main, "repo1-retention-full", "9999999");
        Line(main, "expire-auto", "n");
        Line(main, "archive-async", options.ArchiveAsync ? "y" : "n");
        Line(main, "archive-timeout", Seconds(options.ArchiveTimeout));
        Line(main, "io-timeout", Seconds(options.IoTimeout));
        Line(main, "compress-type", options.CompressType);
        Line(main, "process-max", Number(options.ProcessMax));
        Line(main, "start-fast", "y");
        // A new cluster is a thousand small files: one object each would cost a request and two syncs each.
        Line(main, "repo1-bundle", "y");
        Line(main, "delta", "n");
        Line(main, "spool-path", Path.Combine(options.WorkDirectory, "spool"));
        Line(main, "lock-path", Path.Combine(options.WorkDirectory, "lock"));
        Line(main, "log-path", Path.Combine(options.WorkDirectory, "log"));
        Line(main, "log-level-console", "warn");
        Line(main, "log-level-file", "detail");
        if (options.Server is PgBackRestServer server)
        {
            main.Append(CultureInfo.InvariantCulture, $"\n[{repository.Stanza}]\n");
            Line(main, "pg1-path", server.DataDirectory);
            Line(main, "pg1-port", Number(server.Port));
            Line(main, "pg1-socket-path", server.SocketDirectory);
        }

        StringBuilder secrets = new("[global]\n");
        Line(secrets, "repo1-s3-key", s3.AccessKey);
        Line(secrets, "repo1-s3-key-secret", s3.SecretKey);
        if (s3.SessionToken is string token)
        {
            Line(secrets, "repo1-s3-token", token);
        }

        if (repository.CipherPassphrase is string passphrase)
        {
            Line(secrets, "repo1-cipher-pass", passphrase);
        }

        return new PgBackRestConfig(main.ToString(), secrets.ToString());
    }

    /// <summary>Writes both files and makes the work directories, all owned by <paramref name="account"/> and closed to others.</summary>
    /// <param name="directory">Value for <c>--config-path</c>.</param>
    /// <param name="options">The options that were rendered.</param>
    /// <param name="account">Who runs pgBackRest; null for the present account.</param>
    /// <exception cref="PhoenixException">DiskFull or StateNotWritable.</exception>
    public void Write(string directory, PgBackRestOptions options, Account? account)
    {
        try
        {
            string work = options.WorkDirectory;
            foreach (string d in new[] { directory, Path.Combine(directory, "conf.d"), work, Path.Combine(work, "spool"), Path.Combine(work, "lock"), Path.Combine(work, "log") })
            {
                if (!Directory.Exists(d))
                {
                    Directory.CreateDirectory(d, OwnerOnly | UnixFileMode.UserExecute);
                    account?.TakeOver(d);
                }
            }

            Replace(Path.Combine(directory, MainFile), Main, account);
            Replace(Path.Combine(directory, SecretsFile), Secrets, account);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PhoenixException(ErrorCode.StateNotWritable, $"the pgBackRest configuration in '{directory}' cannot be written: {e.Message}", "Free space, or choose a state directory that this account may write.", e);
        }
    }

    /// <summary>No secret in logs: the text of the second file is left out.</summary>
    public override string ToString() => Main;

    private static void Replace(string file, string text, Account? account)
    {
        string draft = file + ".new";
        File.Delete(draft);
        using (FileStream stream = new(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        account?.TakeOver(draft);
        File.Move(draft, file, overwrite: true);
    }

    private static void Line(StringBuilder text, string option, string value)
    {
        if (value.Length == 0 || value.Any(char.IsControl) || char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1]))
        {
            throw new PhoenixException(ErrorCode.Configuration, $"the value for {option} is empty, or holds a line break, a control character or a blank at an end", "pgBackRest could not read it back from its configuration file: correct the value.");
        }

        text.Append(CultureInfo.InvariantCulture, $"{option}={value}\n");
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan value) => value.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
