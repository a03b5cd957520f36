using System.Globalization;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>
/// The options of pgBackRest, as data. Taken from <c>src/build/config/config.yaml</c> of its repository (2.54 to 2.55) with what the release notes and the command reference of 2.56 to 2.60 add; an option of any
/// of these versions is known, so that a file for a newer or an older one is not called wrong.
/// </summary>
internal static class PgBackRestOptions
{
    /// <summary>The versions whose options are in the list.</summary>
    public const string Versions = "2.32 to 2.60";

    // Name, section (c: command line only, g: global, s: stanza), type, allowed words or range, commands (nothing: nearly all).
    private const string Table = """
        config c text
        config-include-path c path
        config-path c path
        dry-run c bool - expire
        force c bool - backup,restore,stanza-create,stanza-delete,stop
        online c bool - backup,stanza-create,stanza-upgrade
        output c choice none|text|json info,repo-ls,manifest,verify
        detail-level c choice progress|full info
        reference c text - manifest
        set c text - annotate,expire,info,manifest,restore,verify
        report c bool - check
        oldest c bool - expire
        stanza c text
        target c text - restore
        target-action c choice pause|promote|shutdown restore
        target-exclusive c bool - restore
        target-timeline c text - restore
        type c choice full|diff|incr|lsn|name|time|xid|preserve|none|immediate|default|standby backup,info,restore
        verbose c bool - verify
        exec-id c text
        process c int
        remote-type c choice pg|repo
        cipher-pass c text - repo-get,repo-put
        filter c text - manifest,repo-ls
        ignore-missing c bool - repo-get
        raw c bool - repo-get,repo-put
        recurse c bool - repo-ls,repo-rm
        sort c choice none|asc|desc repo-ls
        pg c int - backup,manifest
        repo c int 1..256
        lock c bool
        allow-root g bool
        archive-timeout g time - archive-get,archive-push,backup,check
        beta g bool
        buffer-size g size
        cmd g text
        cmd-ssh g text
        compress g bool - archive-push,backup
        compress-level g int - archive-push,backup
        compress-level-network g int -5..12
        compress-type g choice none|bz2|gz|lz4|zst archive-push,backup
        db-timeout g time
        delta g bool - backup,restore
        io-timeout g time
        job-retry g int 0..360
        job-retry-interval g time
        lock-path g path
        neutral-umask g bool
        priority g int -20..19
        process-max g int 1..999 archive-get,archive-push,backup,restore,verify
        protocol-timeout g time
        sck-block g bool
        sck-keep-alive g bool
        spool-path g path - archive-get,archive-push,restore
        tcp-keep-alive-count g int 1..32
        tcp-keep-alive-idle g int 1..3600
        tcp-keep-alive-interval g int 1..900
        tls-cipher-12 g text
        tls-cipher-13 g text
        tls-server-ca-file g path - server
        tls-server-cert-file g path - server
        tls-server-key-file g path - server
        tls-server-auth g hash - server
        tls-server-address g text - server,server-ping
        tls-server-port g int 1..65535 server,server-ping
        log-level-console g choice off|error|warn|info|detail|debug|trace
        log-level-file g choice off|error|warn|info|detail|debug|trace
        log-level-stderr g choice off|error|warn|info|detail|debug|trace
        log-path g path
        log-subprocess g bool
        log-timestamp g bool
        archive-async g bool - archive-get,archive-push
        archive-get-queue-max g size - archive-get
        archive-header-check g bool - archive-push
        archive-missing-retry g bool - archive-get
        archive-push-queue-max g size - archive-push
        annotation g hash - annotate,backup
        archive-check g bool - archive-push,backup,check
        archive-copy g bool - backup
        archive-mode-check g bool - archive-push,backup,check
        backup-full-incr g bool - backup
        backup-standby g choice y|n|prefer backup,check
        checksum-page g bool - backup
        checksum-page-error g bool
        page-header-check g bool - backup
        exclude g list - backup
        expire-auto g bool - backup
        manifest-save-threshold g size - backup
        resume g bool - backup
        start-fast g bool - backup
        stop-auto g bool - backup
        archive-mode g choice off|preserve restore
        db-exclude g list - restore
        db-include g list - restore
        link-all g bool - restore
        link-map g hash - restore
        tablespace-map g hash - restore
        tablespace-map-all g text - restore
        recovery-option g hash - restore
        pg-database s text
        pg-local s bool
        pg-host s text
        pg-host-cert-file g text
        pg-host-key-file g text
        pg-host-ca-file g text
        pg-host-ca-path g text
        pg-host-cmd s text
        pg-host-config s text
        pg-host-config-include-path s path
        pg-host-config-path s path
        pg-host-port s int 0..65535
        pg-host-user s text
        pg-host-type g choice ssh|tls
        pg-path s path
        pg-port s int 0..65535
        pg-socket-path s path
        pg-user s text
        pg-version-force s text
        repo-local g bool
        repo-type g choice azure|cifs|gcs|posix|s3|sftp
        repo-azure-account g secret
        repo-azure-container g text
        repo-azure-endpoint g text
        repo-azure-key g secret
        repo-azure-key-type g choice shared|sas|auto
        repo-azure-uri-style g choice host|path
        repo-bundle g bool - backup
        repo-bundle-size g size - backup
        repo-bundle-limit g size - backup
        repo-block g bool - backup
        repo-block-size-map g hash - backup
        repo-block-age-map g hash - backup
        repo-block-checksum-size-map g hash - backup
        repo-block-size-super g size - backup
        repo-block-size-super-full g size - backup
        repo-cipher-pass g secret
        repo-cipher-type g choice none|aes-256-cbc
        repo-gcs-bucket g text
        repo-gcs-endpoint g text
        repo-gcs-key g secret
        repo-gcs-key-type g choice auto|service|token
        repo-gcs-user-project g text
        repo-hardlink g bool - backup
        repo-host-type g choice ssh|tls
        repo-host g text
        repo-host-cert-file g text
        repo-host-key-file g text
        repo-host-ca-file g text
        repo-host-ca-path g text
        repo-host-cmd g text
        repo-host-config g text
        repo-host-config-include-path g path
        repo-host-config-path g path
        repo-host-port g int 0..65535
        repo-host-user g text
        repo-path g path
        repo-retention-archive g int 1..9999999 backup,expire
        repo-retention-archive-type g choice full|diff|incr backup,expire
        repo-retention-diff g int 1..9999999 backup,expire
        repo-retention-full-type g choice count|time backup,expire
        repo-retention-full g int 1..9999999 backup,expire
        repo-retention-history g int 0..9999999 backup,expire
        repo-s3-bucket g text
        repo-s3-endpoint g text
        repo-s3-key g secret
        repo-s3-key-secret g secret
        repo-s3-key-type g choice shared|auto|web-id|pod-id|process
        repo-s3-kms-key-id g text
        repo-s3-process-cmd g list
        repo-s3-sse-customer-key g secret
        repo-s3-region g text
        repo-s3-requester-pays g bool
        repo-s3-role g text
        repo-s3-service g text
        repo-s3-sts-host g text
        repo-s3-token g secret
        repo-s3-uri-style g choice host|path
        repo-sftp-host g text
        repo-sftp-host-fingerprint g text
        repo-sftp-host-key-check-type g choice accept-new|fingerprint|none|strict|yes
        repo-sftp-host-key-hash-type g choice md5|sha1|sha256
        repo-sftp-host-port g int 1..65535
        repo-sftp-host-user g text
        repo-sftp-known-host g list
        repo-sftp-private-key-file g text
        repo-sftp-private-key-passphrase g secret
        repo-sftp-public-key-file g text
        repo-storage-verify-tls g bool
        repo-storage-ca-file g text
        repo-storage-ca-path g path
        repo-storage-host g text
        repo-storage-port g int 1..65535
        repo-storage-tag g hash
        repo-storage-upload-chunk-size g size
        repo-symlink g bool - backup
        """;

    // Older names that are still read: old name (without its number), today's name, whether it has a number (i), has none (u), or either (iu).
    private const string Deprecated = """
        archive-queue-max archive-push-queue-max u
        backup-cmd repo-host-cmd u
        backup-config repo-host-config u
        backup-host repo-host u
        backup-ssh-port repo-host-port u
        backup-user repo-host-user u
        db-cmd pg-host-cmd iu
        db-config pg-host-config iu
        db-host pg-host iu
        db-path pg-path iu
        db-port pg-port iu
        db-socket-path pg-socket-path iu
        db-ssh-port pg-host-port iu
        db-user pg-host-user iu
        hardlink repo-hardlink u
        repo-azure-ca-file repo-storage-ca-file i
        repo-azure-ca-path repo-storage-ca-path i
        repo-azure-host repo-storage-host i
        repo-azure-port repo-storage-port i
        repo-azure-verify-tls repo-storage-verify-tls i
        repo-cipher-pass repo-cipher-pass u
        repo-cipher-type repo-cipher-type u
        repo-path repo-path u
        repo-s3-bucket repo-s3-bucket u
        repo-s3-ca-file repo-storage-ca-file iu
        repo-s3-ca-path repo-storage-ca-path iu
        repo-s3-endpoint repo-s3-endpoint u
        repo-s3-host repo-storage-host iu
        repo-s3-key repo-s3-key u
        repo-s3-key-secret repo-s3-key-secret u
        repo-s3-port repo-storage-port i
        repo-s3-region repo-s3-region u
        repo-s3-verify-ssl repo-storage-verify-tls iu
        repo-s3-verify-tls repo-storage-verify-tls i
        repo-type repo-type u
        retention-archive repo-retention-archive u
        retention-archive-type repo-retention-archive-type u
        retention-diff repo-retention-diff u
        retention-full repo-retention-full u
        """;

    /// <summary>The commands, which a section's name may end with.</summary>
    public static IReadOnlyList<string> Commands { get; } =
    [
        "annotate", "archive-get", "archive-push", "backup", "check", "expire", "help", "info", "manifest", "repo-create", "repo-get", "repo-ls", "repo-put", "repo-rm", "restore", "server",
        "server-ping", "stanza-create", "stanza-delete", "stanza-upgrade", "start", "stop", "verify", "version",
    ];

    private static readonly Dictionary<string, PgBackRestOption> ByName = Lines(Table).Select(Option).ToDictionary(o => o.Name, StringComparer.Ordinal);

    private static readonly Dictionary<string, (string Name, string Form)> OldNames =
        Lines(Deprecated).Select(l => l.Split(' ')).ToDictionary(l => l[0], l => (l[1], l[2]), StringComparer.Ordinal);

    /// <summary>All of today's options.</summary>
    public static IReadOnlyCollection<PgBackRestOption> All => ByName.Values;

    /// <summary>The option of a name without its number; null when there is none.</summary>
    public static PgBackRestOption? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The option of an older name, which may stand with or without a number; null when there is none.</summary>
    public static PgBackRestOption? FindOld(string name, bool indexed) =>
        OldNames.TryGetValue(name, out (string Name, string Form) old) && old.Form.Contains(indexed ? 'i' : 'u', StringComparison.Ordinal) ? ByName[old.Name] : null;

    private static string[] Lines(string table) => table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static PgBackRestOption Option(string line)
    {
        string[] parts = line.Split(' ');
        string allowed = parts.Length > 3 ? parts[3] : "-";
        string[] range = allowed.Split("..");
        OptionType type = parts[2] switch
        {
            "bool" => OptionType.Boolean,
            "int" => OptionType.Integer,
            _ => Enum.Parse<OptionType>(parts[2], ignoreCase: true),
        };
        return new PgBackRestOption(
            parts[0],
            parts[1] switch { "c" => OptionSection.CommandLine, "s" => OptionSection.Stanza, _ => OptionSection.Global },
            type,
            type == OptionType.Choice ? allowed.Split('|') : [],
            range.Length == 2 ? long.Parse(range[0], CultureInfo.InvariantCulture) : null,
            range.Length == 2 ? long.Parse(range[1], CultureInfo.InvariantCulture) : null,
            parts.Length > 4 ? parts[4].Split(',') : []);
    }
}
