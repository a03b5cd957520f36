using Phoenix.Kubernetes.ExternalSecrets;
using Xunit;
using static Phoenix.Kubernetes.Tests.ExternalSecrets.SecretSamples;

namespace Phoenix.Kubernetes.Tests.ExternalSecrets;

public sealed class RepositoryComparisonTests
{
    [Fact]
    public void The_same_repository_has_no_difference() => Assert.Empty(Differences(Conf));

    [Theory]
    [InlineData("repo1-s3-key=OTHER\nrepo1-s3-key-secret=very-secret-key", "repo1-s3-key is not the one of the stack's repository")]
    [InlineData("repo1-s3-key=AKIAEXAMPLE\nrepo1-s3-key-secret=other", "repo1-s3-key-secret is not the one of the stack's repository")]
    [InlineData("repo1-s3-key=AKIAEXAMPLE", "repo1-s3-key-secret is in none of the files")]
    [InlineData("repo1-s3-key=AKIAEXAMPLE\nrepo1-s3-key-secret=very-secret-key\nrepo1-path=/pgbackrest/repo2", "repo1-path is '/pgbackrest/repo2', and the repository's is '/pgbackrest/repo1'")]
    [InlineData("repo1-s3-key=AKIAEXAMPLE\nrepo1-s3-key-secret=very-secret-key\nrepo1-s3-bucket=moat", "repo1-s3-bucket is 'moat', and the repository's is 'castle'")]
    [InlineData("repo1-s3-key=AKIAEXAMPLE\nrepo1-s3-key-secret=very-secret-key\nrepo1-s3-region=us-east-1", "repo1-s3-region is 'us-east-1', and the repository's is 'eu-central-1'")]
    [InlineData("repo1-s3-key=AKIAEXAMPLE\nrepo1-s3-key-secret=very-secret-key\nrepo1-s3-endpoint=s3.test", "repo1-s3-endpoint is 's3.test', and the repository is at 's3.test:9000'")]
    [InlineData("repo1-s3-key=AKIAEXAMPLE\nrepo1-s3-key-secret=very-secret-key\nrepo1-cipher-pass=x", "repo1-cipher-pass is set, and the stack's repository has none")]
    [InlineData("repo1-s3-key=AKIAEXAMPLE\nrepo1-s3-key-secret=very-secret-key\nrepo1-s3-token=x", "repo1-s3-token is set, and the stack's repository has none")]
    public void A_difference_is_found(string options, string difference) => Assert.Equal([difference], Differences("[global]\n" + options + "\n"));

    [Theory]
    [InlineData("repo1-s3-endpoint=s3.test\nrepo1-storage-port=9000")]
    [InlineData("repo1-s3-endpoint=https://s3.test:9000")]
    [InlineData("repo1-path=/pgbackrest/repo1/")]
    public void Another_spelling_of_the_same_is_no_difference(string option) => Assert.Empty(Differences(Conf + option + "\n"));

    [Fact]
    public void A_passphrase_that_is_missing_is_found()
    {
        ExpectedRepository encrypted = Repository with { CipherPassphrase = "sesame" };
        Assert.Equal(["repo1-cipher-pass is in none of the files"], RepositoryComparison.Differences([RenderedConf.Parse("s3.conf", Conf)], encrypted));
    }

    [Fact]
    public void Without_a_conf_key_nothing_would_be_loaded() =>
        Assert.Contains("no key ends in '.conf'", Assert.Single(RepositoryComparison.Differences([], Repository)), StringComparison.Ordinal);

    [Fact]
    public void A_section_of_another_stanza_counts_for_nothing() => Assert.Contains("no option of a repository", Assert.Single(Differences(Conf.Replace("[global]", "[other]", StringComparison.Ordinal))), StringComparison.Ordinal);

    [Fact]
    public void A_section_of_the_restore_wins() => Assert.NotEmpty(Differences(Conf + "[global:restore]\nrepo1-s3-key=OTHER\n"));

    [Fact]
    public void Keys_may_come_from_several_files() =>
        Assert.Empty(RepositoryComparison.Differences([RenderedConf.Parse("a.conf", "[global]\nrepo1-s3-key=AKIAEXAMPLE\n"), RenderedConf.Parse("b.conf", "[global]\nrepo1-s3-key-secret=very-secret-key\n")], Repository));

    [Fact]
    public void Roles_of_the_cloud_need_no_keys() => Assert.Empty(Differences("[global]\nrepo1-s3-key-type=auto\nrepo1-path=/pgbackrest/repo1\n"));

    [Fact]
    public void A_line_that_is_none_is_told_by_its_number_only()
    {
        string told = Assert.Single(Differences("[global]\nvery-secret-key\n"));
        Assert.Equal("line 2 of s3.conf is neither a section nor 'option=value'", told);
    }

    [Fact]
    public void The_right_one_of_several_repositories_is_compared() =>
        Assert.Empty(Differences(Conf.Replace("repo1-", "repo2-", StringComparison.Ordinal) + "repo1-s3-key=x\nrepo1-s3-key-secret=y\nrepo1-path=/elsewhere\n"));

    [Fact]
    public void What_was_rendered_is_what_is_tried()
    {
        ExpectedRepository rendered = RepositoryComparison.Rendered([RenderedConf.Parse("s3.conf", Conf.Replace("very-secret-key", "rendered", StringComparison.Ordinal))], Repository);
        Assert.Equal("rendered", rendered.SecretKey);
        Assert.DoesNotContain("rendered", rendered.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("AKIA", rendered.ToString(), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Differences(string conf) => RepositoryComparison.Differences([RenderedConf.Parse("s3.conf", conf)], Repository);
}
