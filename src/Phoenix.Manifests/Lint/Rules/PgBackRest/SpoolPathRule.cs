namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>Asynchronous archiving without a place of its own.</summary>
internal sealed class SpoolPathRule : LintRule
{
    public override string Id => "pgbackrest-spool-path";

    public override LintSeverity Severity => LintSeverity.Info;

    public override string What => "With archive-async on, spool-path is left to its default.";

    public override string Why => "The default is /var/spool/pgbackrest, which a container or a package of one's own often lacks or may not write to: then every archive-push and archive-get fails, and no WAL reaches the repository.";

    public override string Remedy => "Set spool-path to a folder that the server's account may write to, on a disk that is not shared with other servers.";

    public override string Source => "https://pgbackrest.org/configuration.html#section-general/option-spool-path";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("start-fast=y", "start-fast=y\narchive-async=y"));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf.With("start-fast=y", "start-fast=y\narchive-async=y\nspool-path=/var/spool/pgbackrest"));

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from block in SettingBlock.Confs(set)
        where block.IsWhole && block.Find("spool-path") is null
        let switched = block.Find("archive-async")
        where switched is { Value: "y" }
        select Found(switched.At, "archive-async=y without spool-path: /var/spool/pgbackrest must be there, and writable");
}
