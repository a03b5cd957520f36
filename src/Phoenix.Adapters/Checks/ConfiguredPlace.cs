using System.Globalization;
using System.Text;
using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Adapters.S3;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Recovery;

namespace Phoenix.Adapters.Checks;

/// <summary>The repository that a user's pgbackrest.conf names for a restore: where it is, what opens it, and the same as a configuration for looking only. Holds secrets: never print it.</summary>
public sealed class ConfiguredPlace
{
    private const string DefaultPath = "/var/lib/pgbackrest";
    private static readonly string[] SecretOptions = ["s3-key", "s3-key-secret", "s3-token", "cipher-pass", "azure-key", "gcs-key", "sftp-private-key-passphrase"];
    private static readonly string[] AlsoInForce = ["io-timeout", "protocol-timeout", "buffer-size", "tcp-keep-alive-count", "tcp-keep-alive-idle", "tcp-keep-alive-interval", "sck-keep-alive", "cipher-type"];
    private readonly IReadOnlyDictionary<string, string> _options;
    private readonly string _repository;

    private ConfiguredPlace(string stanza, IReadOnlyDictionary<string, string> options, string repository)
    {
        Stanza = stanza;
        _options = options;
        _repository = repository;
    }

    /// <summary>The stanza.</summary>
    public string Stanza { get; }

    /// <summary><c>posix</c>, <c>s3</c> or another one.</summary>
    public string Kind => Option("type") ?? "posix";

    /// <summary><c>repo1-path</c>, or pgBackRest's default.</summary>
    public string Path => Option("path") ?? DefaultPath;

    /// <summary>Whether there is a passphrase, or a cipher that asks for one.</summary>
    public bool HasPassphrase => Option("cipher-type") is not (null or "none");

    /// <summary>How many full backups are kept; null where it does not say, or keeps by time.</summary>
    public int? RetentionFull =>
        Option("retention-full-type") is null or "count" && int.TryParse(Option("retention-full"), NumberStyles.None, CultureInfo.InvariantCulture, out int kept) ? kept : null;

    /// <summary>The host that has the repository; null where it is reached from here.</summary>
    public string? Host => Option("host");

    /// <summary>Other repositories that are configured.</summary>
    public required IReadOnlyList<string> Others { get; init; }

    /// <summary>Everything that must not be shown.</summary>
    public IReadOnlyList<string> Secrets => [.. SecretOptions.Select(Option).OfType<string>().Where(s => s.Length > 0)];

    /// <summary>The data directory of the stanza's server; null when none is configured.</summary>
    public string? DataDirectory => _options.GetValueOrDefault("pg1-host") is null ? _options.GetValueOrDefault("pg1-path") : null;

    /// <summary>How the server is reached: port, folder of its socket, account, database.</summary>
    // No cluster has a role root: pgBackRest runs under the server's own account.
    public (int Port, string Socket, string User, string Database) Server => (
        int.TryParse(_options.GetValueOrDefault("pg1-port"), NumberStyles.None, CultureInfo.InvariantCulture, out int port) ? port : 5432,
        _options.GetValueOrDefault("pg1-socket-path") ?? "/var/run/postgresql",
        _options.GetValueOrDefault("pg1-user") ?? (Environment.IsPrivilegedProcess ? PostgresServer.Superuser : Environment.UserName),
        _options.GetValueOrDefault("pg1-database") ?? "postgres");

    /// <summary>Where it is, as far as the configuration says; never fails, so that what is wrong with it can be told.</summary>
    public RepositoryLocation Location => Kind == "s3"
        ? new RepositoryLocation(Endpoint is var (host, port) ? string.Create(CultureInfo.InvariantCulture, $"{host}:{port}") : "", Option("s3-bucket") ?? "", Option("s3-region") ?? "", Path, Stanza)
        : new RepositoryLocation("", "", "", Path, Stanza);

    private (string Host, int Port) Endpoint
    {
        get
        {
            // host, host:port, or a URL.
            string text = Option("s3-endpoint") ?? "";
            text = text.Contains("://", StringComparison.Ordinal) ? text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..].TrimEnd('/') : text;
            int colon = text.LastIndexOf(':');
            int? given = int.TryParse(Option("storage-port"), NumberStyles.None, CultureInfo.InvariantCulture, out int p) ? p : null;
            return colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
                ? (text[..colon], port)
                : (text, given ?? RepositoryForm.DefaultPort);
        }
    }

    /// <summary>Reads it out of a configuration, as a command of pgBackRest would.</summary>
    /// <param name="file">The configuration.</param>
    /// <param name="stanza">The stanza.</param>
    /// <param name="command">The command.</param>
    public static ConfiguredPlace Of(PgBackRestConfFile file, string stanza, string command = "restore")
    {
        ArgumentNullException.ThrowIfNull(file);
        IReadOnlyDictionary<string, string> options = file.Options(stanza, command);
        string[] repositories = [.. options.Keys.Where(k => k.StartsWith("repo", StringComparison.Ordinal) && k.Contains('-', StringComparison.Ordinal)).Select(k => k[..k.IndexOf('-', StringComparison.Ordinal)])
            .Where(r => r.Length > 4 && r.AsSpan(4).IndexOfAnyExcept("0123456789") < 0).Distinct().OrderBy(r => int.Parse(r.AsSpan(4), CultureInfo.InvariantCulture))];
        return new ConfiguredPlace(stanza, options, repositories.FirstOrDefault() ?? "repo1") { Others = [.. repositories.Skip(1)] };
    }

    /// <summary>What an S3 client needs.</summary>
    /// <exception cref="PhoenixException">Configuration: something is missing, as the restore would find, too.</exception>
    public S3Settings ReadS3()
    {
        (string host, int port) = Endpoint;
        if (Option("storage-verify-tls") is "n" || Option("s3-key-type") is not (null or "shared"))
        {
            throw new PhoenixException(
                ErrorCode.ToolFailed, $"{_repository}-storage-verify-tls=n and {_repository}-s3-key-type other than 'shared' are pgBackRest's alone: the bucket cannot be listed by Phoenix", "check with a configuration that has a key, and trusts the endpoint's authority");
        }

        return new S3Settings(
            Checked("s3-endpoint", host, RepositoryForm.Endpoint), port, Needed("s3-region"), Needed("s3-bucket"), Option("s3-uri-style") == "path" ? S3UriStyle.Path : S3UriStyle.Host,
            Option("storage-ca-file"), Needed("s3-key"), Needed("s3-key-secret"), Option("s3-token"));
    }

    /// <summary>Refuses a path that pgBackRest refuses.</summary>
    /// <exception cref="PhoenixException">Configuration.</exception>
    public void CheckPath() => Checked("path", Path, p => p.StartsWith('/') && !p.Contains("//", StringComparison.Ordinal) ? null : RepositoryForm.Path(p));

    /// <summary>Writes what is in force of the repository's options as a configuration of its own: reading it writes no log, spool or lock of the user's.</summary>
    /// <param name="directory">A folder of the caller; value for <c>--config-path</c>.</param>
    public void Write(string directory)
    {
        StringBuilder text = new("[global]\n");
        foreach ((string name, string value) in _options.Where(o => o.Key.StartsWith(_repository + "-", StringComparison.Ordinal) || AlsoInForce.Contains(o.Key)).OrderBy(o => o.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}={value}\n");
        }

        foreach (string folder in (string[])["log", "lock", "spool"])
        {
            text.Append(CultureInfo.InvariantCulture, $"{folder}-path={System.IO.Path.Combine(directory, folder)}\n");
            Directory.CreateDirectory(System.IO.Path.Combine(directory, folder));
        }

        text.Append("log-level-console=warn\nlog-level-file=off\n");
        using FileStream file = new(
            System.IO.Path.Combine(directory, PgBackRestConfig.MainFile),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        file.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private string? Option(string name) => _options.GetValueOrDefault($"{_repository}-{name}");

    private string Needed(string name) => Option(name) is { Length: > 0 } value
        ? value
        : throw new PhoenixException(ErrorCode.Configuration, $"the restore's configuration has no {_repository}-{name}", $"add it: without it pgBackRest ends with [037] 'requires option: {_repository}-{name}'");

    private string Checked(string name, string value, Func<string, (string What, string Hint)?> form)
    {
        if (value.Length == 0)
        {
            return Needed(name);
        }

        if (form(value) is (string what, string hint))
        {
            throw new PhoenixException(ErrorCode.Configuration, $"{_repository}-{name}: {what}", hint);
        }

        return value;
    }
}
