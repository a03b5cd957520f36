using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.ExternalSecrets;
using Phoenix.Kubernetes.Tests.Flux;
using Xunit;
using static Phoenix.Kubernetes.Tests.ExternalSecrets.SecretSamples;

namespace Phoenix.Kubernetes.Tests.ExternalSecrets;

public sealed class ExternalSecretJudgeTests
{
    [Fact]
    public void Synced_at_its_generation_is_synced() => Assert.Null(ExternalSecretJudge.SyncFault(Read(External()), null, wasAsked: false));

    [Fact]
    public void Synced_for_an_older_manifest_is_not_synced() =>
        Assert.Contains("generation 1, and is at generation 2", ExternalSecretJudge.SyncFault(Read(External().With("metadata/generation", 2)), null, wasAsked: false), StringComparison.Ordinal);

    [Fact]
    public void Ready_because_the_Secret_was_deleted_is_not_synced() =>
        Assert.Contains("is ready, but not synced", ExternalSecretJudge.SyncFault(Read(External("SecretDeleted", "secret deleted due to DeletionPolicy=Delete")), null, wasAsked: false), StringComparison.Ordinal);

    [Fact]
    public void A_Secret_that_was_only_kept_is_not_synced() =>
        Assert.Contains("found nothing", ExternalSecretJudge.SyncFault(Read(External("SecretSynced", "secret retained due to DeletionPolicy=Retain")), null, wasAsked: false), StringComparison.Ordinal);

    [Fact]
    public void What_was_synced_before_it_was_asked_is_no_answer()
    {
        Assert.Contains("has not answered", ExternalSecretJudge.SyncFault(Read(External()), "1-abc", wasAsked: true), StringComparison.Ordinal);
        Assert.Null(ExternalSecretJudge.SyncFault(Read(External(synced: "1-def")), "1-abc", wasAsked: true));
        Assert.Null(ExternalSecretJudge.SyncFault(Read(External()), null, wasAsked: true));
    }

    [Fact]
    public void A_failed_fetch_is_told() =>
        Assert.Contains("SecretSyncedError: could not get secret data", ExternalSecretJudge.SyncFault(Read(External("SecretSyncedError", "could not get secret data from provider", "False")), null, wasAsked: false), StringComparison.Ordinal);

    [Fact]
    public void Without_a_status_it_is_not_synced() =>
        Assert.Contains("never looked at", ExternalSecretJudge.SyncFault(Read(External().With("status", new JsonObject())), null, wasAsked: false), StringComparison.Ordinal);

    [Fact]
    public void A_store_must_be_there_validated_and_ready()
    {
        Assert.Null(ExternalSecretJudge.StoreFault("ClusterSecretStore", "vault", new KubeObject(Store())));
        Assert.Contains("is not there", ExternalSecretJudge.StoreFault("ClusterSecretStore", "vault", null), StringComparison.Ordinal);
        Assert.Contains("InvalidProviderConfig", ExternalSecretJudge.StoreFault("ClusterSecretStore", "vault", new KubeObject(Store("False", "InvalidProviderConfig"))), StringComparison.Ordinal);
        Assert.Contains("was not validated", ExternalSecretJudge.StoreFault("ClusterSecretStore", "vault", new KubeObject(Store().With("status", new JsonObject()))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Conf, null)]
    [InlineData("", "an empty value in s3.conf")]
    [InlineData(" \n", "an empty value in s3.conf")]
    [InlineData("[global]\nrepo1-s3-key=\nrepo1-s3-key-secret=\nrepo1-path=/pgbackrest/repo1\n", "no value for repo1-s3-key in s3.conf, repo1-s3-key-secret in s3.conf")]
    [InlineData("[global]\nrepo1-s3-key=<no value>\nrepo1-s3-key-secret=x\n", "'<no value>' (a template that was given nothing) in s3.conf")]
    public void A_synced_Secret_that_says_nothing_is_found(string conf, string? fault)
    {
        string? found = ExternalSecretJudge.SecretFault(Read(External()), new KubeObject(Secret(("s3.conf", conf))));
        Assert.Equal(fault is null ? null : $"says that it is synced, but its Secret pgbackrest-s3 has {fault}", found);
    }

    [Fact]
    public void A_synced_Secret_that_is_not_there_is_found() => Assert.Contains("is not there", ExternalSecretJudge.SecretFault(Read(External()), null), StringComparison.Ordinal);

    [Fact]
    public void A_key_that_the_manifest_asks_for_must_be_there()
    {
        Assert.Contains("no key s3.conf", ExternalSecretJudge.SecretFault(Read(External()), new KubeObject(Secret(("other.conf", Conf)))), StringComparison.Ordinal);
        JsonObject plain = External().With("spec/target/template", null);
        Assert.Contains("no key secret", ExternalSecretJudge.SecretFault(Read(plain), new KubeObject(Secret(("key", "AKIAEXAMPLE")))), StringComparison.Ordinal);
        JsonObject merged = External().With("spec/target/template/mergePolicy", "Merge");
        Assert.Contains("no key key, secret", ExternalSecretJudge.SecretFault(Read(merged), new KubeObject(Secret(("s3.conf", Conf)))), StringComparison.Ordinal);
    }

    // What an earlier incarnation of the stack left is no proof that anything was fetched.
    [Fact]
    public void A_Secret_that_belongs_to_another_is_found()
    {
        JsonObject left = Secret(("s3.conf", Conf)).With("metadata/ownerReferences", new JsonArray(new JsonObject { ["uid"] = "uid-of-before" }));
        Assert.Contains("belongs to another", ExternalSecretJudge.SecretFault(Read(External()), new KubeObject(left)), StringComparison.Ordinal);
        Assert.Null(ExternalSecretJudge.SecretFault(Read(External().With("spec/target/creationPolicy", "Orphan")), new KubeObject(left)));
    }

    [Fact]
    public void What_writes_no_Secret_cannot_be_looked_at() =>
        Assert.Contains("writes no Secret", ExternalSecretJudge.SecretFault(Read(External().With("spec/target/creationPolicy", "None")), null), StringComparison.Ordinal);

    [Fact]
    public void No_value_is_told()
    {
        JsonObject secret = Secret(("s3.conf", "[global]\nrepo1-s3-key=AKIAEXAMPLE\nrepo1-s3-key-secret=very-secret-key\nrepo1-cipher-pass=\n"));
        string told = ExternalSecretJudge.SecretFault(Read(External()), new KubeObject(secret))!;
        Assert.DoesNotContain("AKIA", told, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", told, StringComparison.Ordinal);
    }
}
