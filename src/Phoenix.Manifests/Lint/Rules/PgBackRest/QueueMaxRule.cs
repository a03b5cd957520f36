namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A bound beyond which WAL is thrown away.</summary>
internal sealed class QueueMaxRule : LintRule
{
    public override string Id => "pgbackrest-queue-max";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A bound on the WAL that waits, archive-push-queue-max, is set.";

    public override string Why =>
        "Once that much WAL waits for the repository, pgBackRest drops it and tells PostgreSQL that it was archived. The archive has a hole, and a rebirth stops there without an error: all that was committed afterwards is lost.";

    public override string Remedy => "Remove it, and let a full disk stop the server: it loses nothing that way. Watch the disk and pg_stat_archiver instead.";

    public override string Source => "https://pgbackrest.org/configuration.html#section-archive/option-archive-push-queue-max; tried with pgBackRest 2.45";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("start-fast=y", "start-fast=y\narchive-push-queue-max=4GiB"));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf.With("start-fast=y", "start-fast=y\narchive-get-queue-max=1GiB"));

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from setting in SettingBlock.In(set).SelectMany(b => b.Settings)
        where setting.Option.Key == "archive-push-queue-max" && !setting.Option.IsReset
        select Found(setting.At, $"{setting.Name}={setting.Value}: WAL beyond that is dropped, and the loss is reported as a success", setting.Remove());
}
