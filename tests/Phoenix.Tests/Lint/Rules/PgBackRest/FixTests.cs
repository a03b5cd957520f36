using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Lint.Rules.PgBackRest;
using Xunit;

namespace Phoenix.Tests.Lint.Rules.PgBackRest;

/// <summary>A fix changes what it says and nothing else, and the finding is gone.</summary>
public sealed class FixTests
{
    [Theory]
    [InlineData("repo1-path=/pgbackrest/repo1", "repo1-path=pgbackrest/repo1", "repo1-path=/pgbackrest/repo1")]
    [InlineData("repo1-path=/pgbackrest/repo1", "repo1-path=pgbackrest//repo1", "repo1-path=/pgbackrest/repo1")]
    [InlineData("repo1-path=/pgbackrest/repo1", "repo1-path = /pgbackrest//repo1 ", "repo1-path = /pgbackrest/repo1 ")]
    [InlineData("repo1-path=/pgbackrest/repo1", "repo1-path='/pgbackrest/repo1'", "repo1-path=/pgbackrest/repo1")]
    [InlineData("repo1-path=/pgbackrest/repo1", "repo1-path=/pgbackrest/repo1\t# in the bucket", "repo1-path=/pgbackrest/repo1")]
    [InlineData("start-fast=y", "start-fast=True", "start-fast=y")]
    [InlineData("start-fast=y", "  start-fst=y", "  start-fast=y")]
    [InlineData("start-fast=y", "start1-fast=y", "start-fast=y")]
    [InlineData("repo1-retention-full=4", "repo-retention-full=4", "repo1-retention-full=4")]
    [InlineData("start-fast=y\n", "start-fast=y\narchive-push-queue-max=1GiB\n", "start-fast=y\n")]
    public void A_line_of_a_file_is_mended(string good, string bad, string mended)
    {
        string text = Examples.Conf.With(good, bad);

        Assert.Equal(Examples.Conf.With(good, mended), Mended(LintExample.Conf(text)));
        Assert.Equal(Examples.Conf.With(good, mended).ReplaceLineEndings("\r\n"), Mended(LintExample.Conf(text.ReplaceLineEndings("\r\n"))));
    }

    [Theory]
    [InlineData("repo1-path: /pgbackrest/repo1", "repo1-path: pgbackrest/repo1", "repo1-path: /pgbackrest/repo1")]
    [InlineData("- --process-max=4", "- --proces-max=4", "- '--process-max=4'")]
    [InlineData("- --process-max=4", "- '-process-max=4'", "- '--process-max=4'")]
    public void An_entry_of_a_cluster_is_mended(string good, string bad, string mended) =>
        Assert.Equal(Examples.Cluster.With(good, mended), Mended(LintExample.Yaml(Examples.Cluster.With(good, bad))));

    [Theory]
    [InlineData("\"--target=2026-02-10 14:55:00+00\"", "\"--target=2026-02-10T14:55:00Z\"")]
    public void A_time_is_mended(string good, string bad) => Assert.Equal(Examples.Job, Mended(LintExample.Yaml(Examples.Job.With(good, bad))));

    [Theory]
    [InlineData("- --exclude=old logs/", "- '--exclude=\"old logs/\"'")]
    [InlineData("- '--exclude=old logs/'", "- '--exclude=\"old logs/\"'")]
    [InlineData("- \"--exclude=old logs/\"", "- \"--exclude='old logs/'\"")]
    public void Quotes_are_put_where_the_shell_sees_them(string bad, string mended)
    {
        string With(string item) => Examples.Cluster.With("  backups:\n    pgbackrest:\n", $"  backups:\n    pgbackrest:\n      manual:\n        repoName: repo1\n        options:\n          {item}\n");

        Assert.Equal(With(mended), Mended(LintExample.Yaml(With(bad))));
    }

    // All fixes of the first finding's kind, from the end to the beginning.
    private static string Mended(LintExample example)
    {
        string text = example.Files[0].Text;
        foreach (LintFix fix in Fixes(example).OrderByDescending(f => f.Start))
        {
            text = text[..fix.Start] + fix.Text + text[fix.End..];
        }

        Assert.Empty(Fixes(new LintExample([(example.Files[0].Path, text)])));
        return text;
    }

    private static LintFix[] Fixes(LintExample example)
    {
        LintSet set = LintReader.Read(example);
        return [.. LintRules.All.Where(r => r.GetType().Namespace!.EndsWith("PgBackRest", StringComparison.Ordinal)).SelectMany(r => r.Check(set)).Select(f => f.Fix).OfType<LintFix>()];
    }
}
