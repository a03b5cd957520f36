using System.Text.RegularExpressions;
using Phoenix.EndToEnd.Tests.Drills;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Castle;

/// <summary>
/// The seed's sagas as they happened, from manifests: lint warns before, the double of the operator (real PostgreSQL, real pgBackRest) shows the symptom, explain names it from what a person
/// sees, and the remedy ends with both rows.
/// </summary>
public sealed class SeedSagaTests
{
    private const string All = SeedCastle.A + " " + SeedCastle.B;

    [Fact]
    public async Task The_restore_has_no_key_and_its_failed_job_has_to_be_deleted()
    {
        Full.Only("two generations of a simulated castle");
        await using SeedCastle castle = await SeedCastle.BurntAsync();
        string wrong = castle.Manifest.With(SeedManifest.Configuration, "");
        await castle.LintAsync(wrong, "data-source-inherits-nothing");
        await castle.RaiseAsync();
        await castle.ApplyAsync(wrong);

        string log = await castle.FailedAsync();
        Assert.Contains("ERROR: [037]: restore command requires option: repo1-s3-key", log, StringComparison.Ordinal);
        await castle.ExplainAsync(log, "pgbackrest-s3-key-missing");

        // The operator's hash of the Job has neither Secrets nor configuration in it: what is right in Git does not help by itself.
        await castle.ApplyAsync(castle.Manifest.Right);
        await castle.StaysFailedAsync();
        await castle.DeleteJobAsync();
        await castle.RebornAsync();
        Assert.Equal(All, await castle.MemoriesAsync());
    }

    [Fact]
    public async Task The_restore_looks_elsewhere_and_a_path_without_its_slash_is_no_remedy()
    {
        Full.Only("two generations of a simulated castle");
        await using SeedCastle castle = await SeedCastle.BurntAsync();
        string elsewhere = castle.Manifest.With(SeedManifest.PathLine, "");
        await castle.LintAsync(elsewhere, "data-source-path");
        await castle.RaiseAsync();
        await castle.ApplyAsync(elsewhere);
        string log = await castle.FailedAsync();
        Assert.Contains("[FileMissingError] unable to load info file '/pgbackrest/repo1/backup/db/backup.info'", log, StringComparison.Ordinal);
        Assert.Contains("[075]: no backup set found to restore", log, StringComparison.Ordinal);
        await castle.ExplainAsync(log, "pgbackrest-backup-info-missing");

        // What the seed did next: it took the slash away.
        string slashless = castle.Manifest.With(SeedManifest.PathLine, SeedManifest.PathLine.Replace(": /", ": ", StringComparison.Ordinal));
        await castle.LintAsync(slashless, "pgbackrest-path");
        await castle.ApplyAsync(slashless);
        await castle.StaysFailedAsync();
        await castle.DeleteJobAsync();
        log = await castle.FailedAsync();
        Assert.Contains("[032]: 'pgbackrest/castle' must begin with /", log, StringComparison.Ordinal);
        await castle.ExplainAsync(log, "pgbackrest-repo-path-relative");

        await castle.ApplyAsync(castle.Manifest.Right);
        await castle.StaysFailedAsync();
        await castle.DeleteJobAsync();
        await castle.RebornAsync();
        Assert.Equal(All, await castle.MemoriesAsync());
    }

    [Fact]
    public async Task A_forbidden_option_is_followed_by_silence()
    {
        Full.Only("two generations of a simulated castle");
        await using SeedCastle castle = await SeedCastle.BurntAsync();
        string wrong = castle.Manifest.WithOptions("--target-action=promote");
        await castle.LintAsync(wrong, "restore-option-refused");
        await castle.RaiseAsync();
        await castle.ApplyAsync(wrong);

        string told = await castle.EventAsync("InvalidDataSource");
        Assert.Empty(await castle.JobsAsync());
        Assert.False(SeedCastle.Has((await castle.ClusterAsync())!.At("status")!, "PostgresDataInitialized", "False", "PGBackRestRestoreFailed"));
        await castle.ExplainAsync(told, "pgo-invalid-datasource");

        await castle.ApplyAsync(castle.Manifest.Right);
        await castle.RebornAsync();
        Assert.Equal(All, await castle.MemoriesAsync());
    }

    [Fact]
    public async Task The_restore_stops_at_once_and_what_it_published_has_to_be_passed_by()
    {
        Full.Only("four generations of a simulated castle");
        await using SeedCastle castle = await SeedCastle.BurntAsync();
        string wrong = castle.Manifest.WithOptions("--type=immediate");
        await castle.LintAsync(wrong, "restore-immediate");
        await castle.RaiseAsync();
        await castle.ApplyAsync(wrong);

        // All is green, and a row is gone.
        string log = await castle.RebornAsync();
        Assert.Equal(SeedCastle.A, await castle.MemoriesAsync());
        await castle.ExplainAsync(log, "pgbackrest-type-immediate");

        // The operator archived it and backed it up at once, so to leave the option out is too late: the latest state is now the wrong one.
        await castle.WipeAsync();
        await castle.RaiseAsync();
        await castle.ApplyAsync(castle.Manifest.Right);
        await castle.RebornAsync();
        Assert.Equal(SeedCastle.A, await castle.MemoriesAsync());

        // The set and the timeline by name are not enough: the operator adds an action at a target that is not there.
        await castle.WipeAsync();
        await castle.RaiseAsync();
        string endless = castle.Manifest.WithOptions($"--set={castle.Backup}", "--target-timeline=1");
        await castle.LintAsync(endless, "restore-target-option");
        await castle.ApplyAsync(endless);
        log = await castle.FailedAsync();
        Assert.Contains("ERROR: [031]: option 'target-action' not valid without option 'type'", log, StringComparison.Ordinal);
        await castle.ExplainAsync(log, "pgbackrest-target-action-without-type");

        // With the end that the old castle had. Options are in the hash of the Job, so it is run again by itself.
        await castle.ApplyAsync(castle.Manifest.WithOptions($"--set={castle.Backup}", "--type=name", $"--target={SeedCastle.End}", "--target-timeline=1"));
        await castle.RebornAsync();
        Assert.Equal(All, await castle.MemoriesAsync());
    }

    [Fact]
    public async Task An_empty_newcomer_takes_the_repository_over()
    {
        Full.Only("four generations of a simulated castle");
        await using SeedCastle castle = await SeedCastle.BurntAsync();
        await castle.LintAsync(castle.Manifest.Initial, "data-source-missing");
        await castle.RaiseAsync();
        await castle.ApplyAsync(castle.Manifest.Initial);
        await castle.OpenAsync();
        Assert.Equal(SeedCastle.NoTable, await castle.MemoriesAsync());

        // Nothing is red: the operator's only word is that all is well, and there is nothing to explain. pgBackRest's own log on the volume tells it.
        await castle.ExplainAsync(await castle.EventAsync("StanzasCreated"));
        await castle.ExplainAsync(castle.Machines.ReadDisk("db-stanza-upgrade.log"), "pgo-stanza-upgrade-adopts-foreign-repo");

        // The next rebirth restores the newcomer's nothing, and ends well.
        await castle.WipeAsync();
        await castle.RaiseAsync();
        await castle.ApplyAsync(castle.Manifest.Right);
        await castle.ExplainAsync(await castle.RebornAsync());
        Assert.Equal(SeedCastle.NoTable, await castle.MemoriesAsync());
        await castle.WipeAsync();

        // The repository alone tells it, and names the way back.
        PhoenixResult check = await castle.PhoenixAsync("check", "--stanza", SeedManifest.Stanza, "--config", castle.Configure());
        Match way = Regex.Match(check.Output, @"^  NOT SAFE +newcomer .*Restore (?<label>\d{8}-\d{6}F) with --set", RegexOptions.Multiline);
        Assert.True(check.ExitCode == 3 && way.Success, check.ToString());
        Assert.Equal(castle.Backup, way.Groups["label"].Value);
        await castle.RaiseAsync();
        await castle.ApplyAsync(castle.Manifest.WithOptions($"--set={way.Groups["label"].Value}"));
        await castle.RebornAsync();
        Assert.Equal(All, await castle.MemoriesAsync());
    }
}
