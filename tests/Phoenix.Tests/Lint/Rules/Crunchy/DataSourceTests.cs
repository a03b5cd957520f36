using System.Text;
using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Lint.Rules.Crunchy;
using Xunit;

namespace Phoenix.Tests.Lint.Rules.Crunchy;

/// <summary>A restore that is not from where backups go, in the ways in which that is written.</summary>
public sealed class DataSourceTests
{
    [Theory]
    [InlineData("bucket: castle-backups", "bucket: old-castle", "data-source-bucket")]
    [InlineData("                s3:", "                gcs:", "data-source-bucket,secret-without-key")]
    [InlineData("endpoint: s3.eu-central-1.amazonaws.com", "endpoint: minio.example.org", "data-source-endpoint")]
    [InlineData("repo1-path: /castle/repo1", "repo1-path: /castle/repo2", "data-source-path")]
    [InlineData("repo1-path: /castle/repo1", "log-level-console: info", "data-source-path")]
    [InlineData("stanza: db", "stanza: main", "data-source-stanza")]
    [InlineData("repo1-path: /castle/repo1", "repo1-path: /castle/repo1\n        repo1-s3-uri-style: path", "data-source-uri-style")]
    [InlineData("repo1-path: /castle/repo1", "repo1-path: /castle/repo1\n        repo1-cipher-type: aes-256-cbc", "cipher-pass-missing,data-source-cipher")]
    [InlineData("repo1-path: /castle/repo1", "repo1-path: /castle/repo1\n        repo1-s3-bucket: other", "data-source-bucket")]
    [InlineData("secret: { name: castle-s3 }", "configMap: { name: castle-s3 }", "secret-not-made")]
    public void A_difference_is_found(string old, string changed, string rules) =>
        Assert.Equal(rules, string.Join(",", Clusters.Ids(Clusters.InSource(old.TrimStart(), changed.TrimStart())).Order(StringComparer.Ordinal)));

    [Fact]
    public void Another_name_of_the_repository_has_another_default_path()
    {
        string text = Clusters.First(Clusters.Changed(("repo1-path: /castle/repo1", "archive-async: \"y\""), ("repo1-s3-key={{ .id }}", "repo1-s3-key={{ .id }}\n          repo2-s3-key={{ .id }}"), ("repo1-s3-key-secret={{ .secret }}", "repo1-s3-key-secret={{ .secret }}\n          repo2-s3-key-secret={{ .secret }}")), "name: repo1", "name: repo2");

        LintFinding finding = Assert.Single(Clusters.Findings(text));

        Assert.Equal("data-source-path", finding.Rule.Id);
        Assert.Contains("'/pgbackrest/repo2'", finding.Message, StringComparison.Ordinal);
        Assert.Contains("'/pgbackrest/repo1'", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void The_path_that_only_backups_have_is_written_beside_the_others(string end)
    {
        string text = Clusters.InSource("repo1-path: /castle/repo1", "process-max: \"4\"").Replace("\n", end, StringComparison.Ordinal);

        LintFinding finding = Assert.Single(Clusters.Findings(text));
        string mended = text[..finding.Fix!.Start] + finding.Fix.Text + text[finding.Fix.End..];

        Assert.Contains($"        repo1-path: /castle/repo1{end}        process-max: \"4\"{end}", mended, StringComparison.Ordinal);
        Assert.Empty(Clusters.Ids(mended));
    }

    [Fact]
    public void The_credentials_that_only_backups_have_are_repeated()
    {
        string text = Clusters.InSource("      configuration:\n        - secret: { name: castle-s3 }\n", "");

        LintFinding finding = Assert.Single(Clusters.Findings(text));
        string mended = text[..finding.Fix!.Start] + finding.Fix.Text + text[finding.Fix.End..];

        Assert.Equal(text.Length + finding.Fix.Text.Length, mended.Length);
        Assert.Empty(Clusters.Ids(mended));
    }

    [Fact]
    public void Offsets_count_from_behind_a_byte_order_mark()
    {
        string text = Clusters.InSource("stanza: db", "stanza: main");
        LintSet set = LintReader.Read(new LintExample([("a.yaml", "\uFEFF" + text)]));

        LintFix fix = Assert.Single(Linter.Check(set, [new DataSourceStanzaRule()])).Fix!;

        Assert.Equal("main", text[fix.Start..fix.End]);
        Assert.Equal(0xEF, Encoding.UTF8.GetBytes("\uFEFF")[0]);
    }

    [Fact]
    public void Of_one_file_alone_nobody_knows_what_makes_its_Secrets()
    {
        string cluster = CrunchyExamples.Restored[..CrunchyExamples.Restored.IndexOf("---\n", StringComparison.Ordinal)];
        var tree = new Phoenix.Manifests.Lint.Reading.MemoryTree([("a.yaml", Encoding.UTF8.GetBytes(cluster))]);

        Assert.Empty(Linter.Check(new LintReader(tree).Read(["/a.yaml"]), [new SecretNotMadeRule()]));
        Assert.Single(Linter.Check(new LintReader(tree).Read(["/"]), [new SecretNotMadeRule()]));
    }
}
