using System.Text;
using Phoenix.Diagnosis;
using Xunit;

namespace Phoenix.Tests.Diagnosis;

/// <summary>What a log says: causes and echoes, conditions, unknown errors, in every wrapping that logs come in.</summary>
public sealed class ExplainerTests
{
    private const string Relative = "ERROR: [032]: 'pgbackrest/repo1' must begin with / for 'repo1-path' option";
    private const string Webhook = "Internal error occurred: failed calling webhook \"validate.example.io\": failed to call webhook: Post \"https://x.y.svc:443/v?timeout=10s\": dial tcp 10.0.0.1:443: connect: connection refused";

    [Fact]
    public async Task The_cause_comes_before_its_echo()
    {
        Explanation explanation = await Logs.ExplainAsync(Logs.HostConnect);

        Assert.Equal(["s3-connection-refused", "pgbackrest-info-unreadable", "pgbackrest-no-backup-set"], explanation.Failures.Ids().OrderBy(id => id != "s3-connection-refused").ThenBy(id => id));
        Assert.Equal("s3-connection-refused", explanation.Failures[0].Failure.Id);
        ExplainedFailure echo = explanation.Failures.Single(f => f.Failure.Id == "pgbackrest-no-backup-set");
        Assert.Contains("s3-connection-refused", echo.Causes);
        Assert.Equal(4, echo.First.Line);
        Assert.Empty(explanation.Unknown);
        Assert.False(explanation.IsClean);
    }

    [Fact]
    public async Task An_umbrella_without_a_cause_stands_for_itself()
    {
        ExplainedFailure alone = Assert.Single((await Logs.ExplainAsync("ERROR: [075]: no backup set found to restore\n")).Failures);

        Assert.False(alone.IsEcho);
    }

    [Fact]
    public async Task The_file_that_is_missing_is_the_cause_and_075_its_echo()
    {
        Explanation explanation = await Logs.ExplainAsync(
            "WARN: repo1: [FileMissingError] unable to load info file '/p/backup/db/backup.info' or '/p/backup/db/backup.info.copy':\nERROR: [075]: no backup set found to restore\n");

        Assert.Equal(["pgbackrest-backup-info-missing", "pgbackrest-no-backup-set"], explanation.Failures.Ids());
        Assert.True(explanation.Failures[1].IsEcho);
    }

    [Theory]
    [InlineData("            [FileWriteError] on retry after 0ms", 0)]
    [InlineData("            [FileWriteError] on retry after 12ms: unable to close", 1)]
    public async Task A_repeated_error_of_pgBackRest_is_no_error_of_its_own(string below, int unknown)
    {
        Explanation explanation = await Logs.ExplainAsync($"P00  ERROR: [064]: raised from local-2 protocol: unable to write '/pgdata/base/4/2687'\n{below}\n");

        Assert.Equal(["pgbackrest-disk-full-restore"], explanation.Failures.Ids());
        Assert.Equal(unknown, explanation.Unknown.Count);
    }

    [Fact]
    public async Task Repeats_are_one_finding_with_first_and_last_line()
    {
        string log = "fine\n" + string.Concat(Enumerable.Repeat(Relative + "\nfine\n", 1000));

        ExplainedFailure finding = Assert.Single((await Logs.ExplainAsync(log)).Failures);

        Assert.Equal((1000, 2, 2000), (finding.Count, finding.First.Line, finding.Last.Line));
        Assert.Equal(Relative, finding.Quote);
    }

    [Theory]
    [InlineData("\u001b[31mERR\u001b[1mOR\u001b[0m: [032]: 'pgbackrest/repo1' must \u001b[Kbegin with / for 'repo1-path' option")]
    [InlineData("\u001b]0;title\aERROR: [032]: 'pgbackrest/repo1' must begin with / for 'repo1-path' option")]
    [InlineData("10 %\r20 %\rERROR: [032]: 'pgbackrest/repo1' must begin with / for 'repo1-path' option\r")]
    [InlineData("2026-02-10T14:54:02.123456789Z stderr F ERROR: [032]: 'pgbackrest/repo1' must begin with / for 'repo1-path' option")]
    [InlineData("{\"level\":\"error\",\"ts\":\"2026\",\"msg\":\"x\",\"error\":\"command terminated: ERROR: [032]: 'pgbackrest/repo1' must begin with / for 'repo1-path' option\\n\"}")]
    [InlineData("{\"log\":\"ERROR: [032]: \\u0027pgbackrest/repo1\\u0027 must begin with / for \\u0027repo1-path\\u0027 option\\n\",\"stream\":\"stderr\"}")]
    [InlineData("{\"log\":\"{\\\"error\\\":\\\"ERROR: [032]: \\\\u0027pgbackrest\\\\u0027 must begin with / for \\\\u0027repo1-path\\\\u0027 option\\\"}\"}")]
    [InlineData("ERROR: [032]: 'pgbackrest/repo1' must begin with / for 'repo1-path' option")]
    public async Task It_is_found_in_every_wrapping(string line)
    {
        Assert.Equal(["pgbackrest-repo-path-relative"], (await Logs.ExplainAsync(line + "\n")).Failures.Ids());
        Assert.Equal(["pgbackrest-repo-path-relative"], (await Logs.ExplainAsync("x\r\n" + line)).Failures.Ids());
    }

    [Fact]
    public async Task Utf16_nul_bytes_and_bytes_that_are_no_utf8_hide_nothing()
    {
        Assert.Single((await Logs.ExplainAsync([0xff, 0xfe, .. Encoding.Unicode.GetBytes("fine\n" + Relative + "\n")])).Failures);
        Assert.Single((await Logs.ExplainAsync([0xfe, 0xff, .. Encoding.BigEndianUnicode.GetBytes("fine\n" + Relative + "\n")])).Failures);
        Assert.Single((await Logs.ExplainAsync([0, 0xc3, 0x28, 0xff, .. Encoding.UTF8.GetBytes(Relative), 0xff, 0, 0x1b])).Failures);
        Assert.True((await Logs.ExplainAsync([0x1b, (byte)'[', 0xff, 0, 0x1b, (byte)']', 0x9b])).IsClean);
    }

    [Fact]
    public async Task Quoted_messages_of_go_are_found_with_and_without_their_escapes()
    {
        const string Plain = "no matches for kind \"Kafka\" in version \"kafka.strimzi.io/v1beta2\"";
        Assert.Equal(["k8s-no-matches-for-kind"], (await Logs.ExplainAsync(Plain)).Failures.Ids());
        Assert.Equal(["k8s-no-matches-for-kind"], (await Logs.ExplainAsync($"{{\"error\":\"{Plain.Replace("\"", "\\\"", StringComparison.Ordinal)}\"}}")).Failures.Ids());
    }

    [Fact]
    public async Task Errors_that_nobody_knows_are_shown_as_they_are_and_grouped()
    {
        Explanation explanation = await Logs.ExplainAsync(
            "ERROR:  relation \"a1\" does not exist at character 15\nfine\nERROR:  relation \"a2\" does not exist at character 99\n{\"level\":\"error\",\"msg\":\"boom\"}\nPANIC:  something new\nlevel=fatal msg=x\nError: what Terraform says\nWARN: repo1: [NewError] unheard of\n");

        Assert.Empty(explanation.Failures);
        Assert.Equal(6, explanation.Unknown.Count);
        Assert.Equal((2, 1, 3), (explanation.Unknown[0].Count, explanation.Unknown[0].First.Line, explanation.Unknown[0].Last.Line));
        Assert.StartsWith("ERROR:  relation \"a1\"", explanation.Unknown[0].Quote, StringComparison.Ordinal);
        Assert.False(explanation.IsClean);
    }

    [Fact]
    public async Task More_forms_than_are_kept_are_counted()
    {
        string log = string.Concat(Enumerable.Range(0, 1000).Select(i => $"ERROR: {new string((char)('a' + (i % 26)), 1 + (i / 26))}\n"));

        Explanation explanation = await Logs.ExplainAsync(log);

        Assert.Equal(200, explanation.Unknown.Count);
        Assert.Equal(800, explanation.UnknownBeyond);
    }

    // Every way in which the driven programs say that something failed; a log in which only one such line stands is not clean.
    [Theory]
    [InlineData("time=2026-02-10T14:54:03.123Z level=ERROR msg=\"nobody knows\"")]
    [InlineData("E0210 14:54:03.123456       1 reconciler.go:273] \"nobody knows\" err=\"boom\"")]
    [InlineData("2026-02-10T14:54:03.123456789Z stderr F F1231 23:59:59.999999    7 main.go:1] nobody knows")]
    [InlineData("panic: runtime error: invalid memory address or nil pointer dereference")]
    [InlineData("fatal error: all goroutines are asleep - deadlock!")]
    [InlineData("fatal: could not read Username for 'https://git.example': No such device or address")]
    [InlineData("2026-02-10 14:54:03.123 UTC [77] FEHLER:  Relation existiert nicht")]
    [InlineData("2026-02-10 14:54:03.123 UTC [77] ERREUR:  la relation n'existe pas")]
    [InlineData("2026-02-10 14:54:03.123 UTC [77] ОШИБКА:  отношение не существует")]
    [InlineData("2026-02-10 14:54:03.123 UTC [77] 错误:  关系不存在")]
    public async Task An_error_is_seen_in_whatever_way_it_is_said(string line) => Assert.False((await Logs.ExplainAsync("fine\n" + line + "\n")).IsClean, line);

    [Theory]
    [InlineData("I0210 14:54:03.123456       1 reconciler.go:273] \"fine\"")]
    [InlineData("segment 0000000100000000000000E0 E0210 is archived")]
    [InlineData("time=2026-02-10T14:54:03.123Z level=INFO msg=\"no panic: all is well\"")]
    [InlineData("LOG:  database system is ready to accept connections")]
    [InlineData("P00   INFO: restore command end: completed successfully (8023ms)")]
    [InlineData("{\"level\":\"info\",\"msg\":\"Reconciliation finished\",\"error\":null}")]
    [InlineData("log_min_messages = error, ERROR_LIMIT=3, 0 errors, error_count 0")]
    [InlineData("sshd[123]: session opened")]
    [InlineData("")]
    public async Task A_healthy_line_is_clean(string line)
    {
        Explanation explanation = await Logs.ExplainAsync(line + "\n");

        Assert.True(explanation.IsClean);
        Assert.Empty(explanation.Notes);
    }

    [Fact]
    public async Task The_end_of_every_recovery_is_no_gap_and_a_target_beyond_it_is()
    {
        const string End = "P00   INFO: unable to find 000000010000000000000005 in the archive\nLOG:  last completed transaction was at log time 2026-11-23 09:24:40.443045+00\n";
        Explanation healthy = await Logs.ExplainAsync(End + "LOG:  selected new timeline ID: 2\nLOG:  archive recovery complete\n");
        Assert.True(healthy.IsClean);
        Assert.Equal(["pg-unarchived-tail", "pgbackrest-wal-gap-silent"], healthy.Notes.Ids().Order());

        Explanation hole = await Logs.ExplainAsync(End + "FATAL:  recovery ended before configured recovery target was reached\n");
        Assert.Equal("pgbackrest-wal-gap-silent", hole.Failures[0].Failure.Id);
        Assert.True(hole.Failures.Single(f => f.Failure.Id == "pg-target-not-reached").IsEcho);

        // The other way round it was another, earlier recovery.
        Explanation after = await Logs.ExplainAsync("FATAL:  recovery ended before configured recovery target was reached\n" + End);
        Assert.Equal(["pg-target-not-reached"], after.Failures.Ids());
    }

    [Fact]
    public async Task A_text_that_is_normal_for_a_while_is_a_fault_when_it_lasts_or_when_something_failed()
    {
        Assert.True((await Logs.ExplainAsync(Webhook + "\n")).IsClean);
        Assert.Equal(["k8s-webhook-connection-refused"], (await Logs.ExplainAsync(Webhook + "\n")).Notes.Ids());
        Assert.Equal(["k8s-webhook-connection-refused"], (await Logs.ExplainAsync(string.Concat(Enumerable.Repeat(Webhook + "\n", 20)))).Failures.Ids());
        Assert.Equal(["k8s-webhook-connection-refused"], (await Logs.ExplainAsync(Webhook + "\n", failed: true)).Failures.Ids());
    }

    // What the restore Job of CrunchyData's operator prints, word for word: it holds archiving, and resumes a pause.
    [Fact]
    public async Task A_pause_that_was_resumed_and_archiving_that_was_held_are_no_faults()
    {
        Explanation job = await Logs.ExplainAsync(Logs.Paused + Logs.Resumed + Logs.Held);

        Assert.True(job.IsClean);
        Assert.Equal(["pg-archive-command-failed", "pg-archive-gave-up", "pg-recovery-paused"], job.Notes.Ids().Order());
        Assert.Equal(["pg-recovery-paused"], (await Logs.ExplainAsync(Logs.Held + Logs.Resumed + Logs.Paused)).Failures.Ids());
        Assert.Equal(["pg-recovery-paused"], (await Logs.ExplainAsync(Logs.Paused)).Failures.Ids());
        Assert.Equal(["pg-recovery-paused"], (await Logs.ExplainAsync(Logs.Paused + Logs.Resumed + Logs.Paused, failed: true)).Failures.Ids());
    }

    [Fact]
    public async Task A_real_failure_of_archiving_is_not_hidden_by_archiving_that_was_held()
    {
        const string Real = "2026-11-29 09:02:00.000 UTC [99] LOG:  archive command failed with exit code 103\n2026-11-29 09:02:00.000 UTC [99] DETAIL:  The failed archive command was: pgbackrest --stanza=db archive-push \"pg_wal/00000002.history\"\n";
        Assert.Equal(["pg-archive-command-failed"], (await Logs.ExplainAsync(Logs.Held + Real)).Failures.Ids());
        Assert.Equal(["pg-archive-command-failed"], (await Logs.ExplainAsync(Real + Logs.Held)).Failures.Ids());
        Assert.Equal(["pg-archive-command-failed", "pg-archive-gave-up"], (await Logs.ExplainAsync(Logs.Held.Replace(": false", ": false-friend %p", StringComparison.Ordinal))).Failures.Ids());
        Assert.Equal(["pg-archive-gave-up"], (await Logs.ExplainAsync(Logs.Held.Split('\n')[^2])).Failures.Ids());

        // What is held for ten minutes was forgotten.
        Assert.Equal(["pg-archive-command-failed"], (await Logs.ExplainAsync(string.Concat(Enumerable.Repeat(Logs.Held, 10)))).Failures.Ids());
    }

    [Fact]
    public async Task One_line_that_is_failure_and_sign_is_both()
    {
        Assert.True((await Logs.ExplainAsync("{\"error_severity\":\"LOG\",\"message\":\"archive command failed with exit code 1\",\"detail\":\"The failed archive command was: false\"}\n")).IsClean);
        Assert.False((await Logs.ExplainAsync("{\"error_severity\":\"LOG\",\"message\":\"archive command failed with exit code 1\",\"detail\":\"The failed archive command was: cp %p /x\"}\n")).IsClean);
    }

    [Fact]
    public void A_sign_explains_no_error()
    {
        Explainer explainer = new(FailureCatalogue.Shipped);
        explainer.ReadErrors("journal", [(1, "the server said LOG:  archive recovery complete, and nothing came of it")]);

        Assert.Single(explainer.Explain().Unknown);
    }

    [Fact]
    public async Task A_taken_over_repository_is_named_by_the_log_of_the_upgrade_and_told_of_by_info()
    {
        const string Info = "stanza: db\n    status: ok\n    cipher: none\n\n    db (prior)\n        wal archive min/max (15): 000000010000000000000001/000000010000000000000003\n";
        Explanation info = await Logs.ExplainAsync(Info);
        Assert.True(info.IsClean);
        Assert.Equal(["pgbackrest-info-prior-database"], info.Notes.Ids());
        Assert.Equal(
            ["pgo-stanza-upgrade-adopts-foreign-repo", "pgbackrest-info-prior-database"],
            (await Logs.ExplainAsync("2026-11-29 09:02:00.000 P00   INFO: stanza-upgrade for stanza 'db' on repo1\n" + Info)).Failures.Ids());
    }

    [Fact]
    public async Task An_action_at_a_target_that_is_not_there_has_a_cause_of_its_own()
    {
        Assert.Equal(
            ["pgbackrest-target-action-without-type"],
            (await Logs.ExplainAsync("ERROR: [031]: option 'target-action' not valid without option 'type' in ('immediate', 'lsn', 'name', 'time', 'xid')\n")).Failures.Ids());
        Assert.Equal(
            ["pgbackrest-target-without-type"],
            (await Logs.ExplainAsync("ERROR: [031]: option 'target-timeline' not valid without option 'type' in ('default', 'lsn', 'name', 'standby', 'time', 'xid')\n")).Failures.Ids());
    }

    [Fact]
    public async Task What_says_more_of_a_line_stands_for_what_says_less()
    {
        Assert.Equal(["pgo-surviving-pvc-overwritten"], (await Logs.ExplainAsync("ERROR: [040]: unable to restore to path '/pgdata/pg16' because it contains files\n")).Failures.Ids());
        Assert.Equal(["pgbackrest-restore-path-not-empty"], (await Logs.ExplainAsync("ERROR: [040]: unable to restore to path '/srv/pg16' because it contains files\n")).Failures.Ids());
    }

    [Fact]
    public async Task A_condition_holds_in_its_own_input_only()
    {
        Explainer explainer = new(FailureCatalogue.Shipped);
        await explainer.ReadAsync("first", new MemoryStream("P00   INFO: unable to find 000000010000000000000005 in the archive\n"u8.ToArray()), false, TestContext.Current.CancellationToken);
        await explainer.ReadAsync("second", new MemoryStream("FATAL:  recovery ended before configured recovery target was reached\n"u8.ToArray()), false, TestContext.Current.CancellationToken);

        Explanation explanation = explainer.Explain();

        Assert.Equal(["pg-target-not-reached"], explanation.Failures.Ids());
        Assert.Equal(["first", "second"], explanation.Sources.Select(s => s.Name));
    }

    [Fact]
    public void An_error_is_unknown_whatever_it_says_where_all_are_errors()
    {
        Explainer explainer = new(FailureCatalogue.Shipped);
        explainer.ReadErrors("journal", [(3, "layer 'x': up ended with exit code 3: not today"), (9, Webhook)]);

        Explanation explanation = explainer.Explain();

        Assert.Equal(3, Assert.Single(explanation.Unknown).First.Line);
        Assert.Equal(["k8s-webhook-connection-refused"], explanation.Failures.Ids());
    }
}
