using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Lint.Rules.PgBackRest;
using Xunit;

namespace Phoenix.Tests.Lint.Rules.PgBackRest;

/// <summary>The options of restores, in the ways in which they are written.</summary>
public sealed class RestoreOptionTests
{
    [Theory]
    [InlineData("--process-max=4", "")]
    [InlineData("--process-max 4", "")]
    [InlineData("--type=default", "")]
    [InlineData("--delta", "")]
    [InlineData("--no-delta", "")]
    [InlineData("--log-level-console=info", "")]
    [InlineData("${RESTORE_OPTIONS}", "")]
    [InlineData("--type=immediate", "restore-immediate")]
    [InlineData("--type immediate", "restore-immediate")]
    [InlineData("\"--delta --type=immediate\"", "restore-immediate")]
    [InlineData("--recovery-option=recovery_target=immediate", "restore-immediate")]
    [InlineData("--repo=1", "restore-option-refused")]
    [InlineData("--repo 1", "restore-option-refused")]
    [InlineData("--stanza=db", "restore-option-refused")]
    [InlineData("--repo1-path=/x", "")]
    [InlineData("'--type=time --target=\"2026-02-10 14:55:00+00\"'", "rebirth-pinned")]
    [InlineData("'--type=time --target=\"2026-02-10 14:55:00\"'", "rebirth-pinned,restore-target-offset")]
    [InlineData("'--type=time --target=\"2026-02-10T14:55:00Z\"'", "rebirth-pinned,restore-target-time")]
    [InlineData("'--target=\"2026-02-10 14:55:00+00\"'", "rebirth-pinned,restore-target-type")]
    [InlineData("--type=xid", "restore-target-type")]
    [InlineData("--type=lsn --target=0/3000148", "rebirth-pinned")]
    [InlineData("--type=lsn --target=3000148", "rebirth-pinned,restore-target-form")]
    [InlineData("--target-timeline=1", "restore-target-option")]
    [InlineData("--type=default --target-timeline=1", "restore-target-option")]
    [InlineData("--type=standby --target-timeline=1", "restore-target-option")]
    [InlineData("--target-exclusive", "restore-target-option")]
    [InlineData("--no-target-exclusive", "")]
    [InlineData("--type=immediate --target-timeline=1", "restore-immediate,restore-target-option")]
    [InlineData("--type=name --target=before --target-exclusive", "rebirth-pinned,restore-target-option")]
    [InlineData("--type=name --target=before --target-timeline=1", "rebirth-pinned")]
    [InlineData("--target-timeline=1 ${RESTORE_END}", "")]
    [InlineData("--target-action=promote", "restore-option-refused")]
    [InlineData("--set=latest", "")]
    [InlineData("--set=20260210-010003F", "rebirth-pinned")]
    [InlineData("--db-include=castle", "rebirth-partial")]
    [InlineData("--archive-async", "restore-option-invalid")]
    [InlineData("--delt", "")]
    [InlineData("--tpye=default", "restore-option-invalid")]
    [InlineData("--no-detla", "restore-option-invalid")]
    [InlineData("--process-max=many", "restore-option-invalid")]
    [InlineData("type=default", "restore-option-stray")]
    [InlineData("-delta", "restore-option-stray")]
    public void A_rebirth_is_judged(string option, string rules)
    {
        LintSet set = LintReader.Read(LintExample.Yaml(Examples.Cluster.With("- --process-max=4", $"- {option}")));

        Assert.Equal(rules, string.Join(",", Linter.Check(set, LintRules.All).Select(f => f.Rule.Id).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("command: [pgbackrest, --stanza=db, --type=immediate, restore]", "restore-immediate")]
    [InlineData("command: [/usr/bin/pgbackrest, restore]\n      args: [--stanza=db, --type, immediate]", "restore-immediate")]
    [InlineData("command: [bash, -c, \"set -e; pgbackrest --stanza=db --type=immediate restore && echo done\"]", "restore-immediate")]
    [InlineData("command: [bash, -c, \"pgbackrest --stanza=db --delta --type=time --target='2026-02-10 14:55:00+00' restore\"]", "")]
    [InlineData("command: [pgbackrest, --stanza=db, --repo1-s3-key=AKIAEXAMPLE, backup]", "pgbackrest-secret-in-clear")]
    [InlineData("command: [pgbackrest, --stanza=db, --repo=1, --target-action=promote, --type=name, --target=before, restore]", "")]
    [InlineData("command: [pgbackrest, --stanza=db, --target-timeline=1, restore]", "")]
    [InlineData("command: [pgbackrest, --stanza=db, --target-action=promote, restore]", "restore-target-option")]
    [InlineData("command: [pgbackrest, --stanza=db, --type=none, --target-timeline=1, restore]", "restore-target-option")]
    [InlineData("command: [echo, pgbackrest]", "")]
    [InlineData("command: [pgbackrest, --stanza=db, info]", "")]
    public void A_container_is_judged(string command, string rules)
    {
        LintSet set = LintReader.Read(LintExample.Yaml(
            $"""
            apiVersion: v1
            kind: Pod
            metadata:
              name: restore
              namespace: db
            spec:
              containers:
                - name: restore
                  image: registry.example.org/pgbackrest:2.58.0
                  {command}
            """));

        Assert.Equal(rules, string.Join(",", Linter.Check(set, LintRules.All).Select(f => f.Rule.Id).Order(StringComparer.Ordinal)));
    }
}
