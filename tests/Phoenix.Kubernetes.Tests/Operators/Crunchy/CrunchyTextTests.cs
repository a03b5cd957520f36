using System.Text.Json.Nodes;
using Phoenix.KubeSim.Operators.Crunchy;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Operators.Crunchy;

/// <summary>Names, hashes, files and arguments, by themselves.</summary>
public sealed class CrunchyTextTests
{
    [Fact]
    public void The_startup_instance_has_the_same_name_each_time()
    {
        // FNV-1 of "pg0hippos" is 2519228049 and of nothing is 2166136261; the digits become letters.
        Assert.Equal(CrunchyNames.StartupInstance("pg0", "hippos"), CrunchyNames.StartupInstance("pg0", "hippos"));
        Assert.NotEqual(CrunchyNames.StartupInstance("pg0", "hippos"), CrunchyNames.StartupInstance("pg1", "hippos"));
        Assert.Equal("fdxxdvxfxd".Length, SafeHash.Of().Length);
        Assert.All(SafeHash.Of("x"), c => Assert.Contains(c, "bcdfghjklmnpqrstvwxz2456789"));
    }

    [Fact]
    public void The_operators_options_stand_behind_the_users()
    {
        RestoreSource source = new(null, null, "db", "repo2", ["--type=time", "--target=\"2026-02-10 14:55:00+00\""]);

        Assert.Equal(
            "--type=time --target=\"2026-02-10 14:55:00+00\" --stanza=db --pg1-path=/pgdata/pg15 --repo=2 --delta --target-action=promote --link-map=pg_wal=/pgdata/pg15_wal",
            RestoreArguments.Make(source, 15));
    }

    [Theory]
    [InlineData("--repo=1")]
    [InlineData("--repo 1")]
    [InlineData("--type=lsn --stanza=x")]
    [InlineData("--pg1-path=/x")]
    [InlineData("--target-action=shutdown")]
    [InlineData("--link-map=pg_wal=/x")]
    public void Some_options_are_the_operators_own(string option)
    {
        Assert.NotNull(RestoreArguments.Refuse(["--type=immediate", option]));
        Assert.Null(RestoreArguments.Refuse(["--type=immediate", "--set=20260210-145500F", "--process-max=2"]));
    }

    [Fact]
    public void Neither_secrets_nor_global_are_in_the_hash_of_a_restore()
    {
        JsonObject source = new() { ["stanza"] = "db", ["repo"] = new JsonObject { ["name"] = "repo1" }, ["global"] = new JsonObject { ["a"] = "b" } };
        string hash = RestoreSource.OfCloud(source).Hash;

        source["global"] = new JsonObject { ["a"] = "c" };
        Assert.Equal(hash, RestoreSource.OfCloud(source).Hash);
        source["options"] = new JsonArray("--type=immediate");
        Assert.NotEqual(hash, RestoreSource.OfCloud(source).Hash);
    }

    [Fact]
    public void The_generated_file_is_the_operators_and_the_mounted_one_has_this_machines_paths()
    {
        RepositorySpec repository = new(new JsonObject { ["name"] = "repo1", ["s3"] = new JsonObject { ["bucket"] = "b", ["endpoint"] = "e", ["region"] = "r" } });
        string text = BackRestFiles.Instance([repository], new Dictionary<string, string> { ["repo1-path"] = "/castle/repo1", ["log-level-console"] = "info" }, 15, 5432);

        Assert.Contains("archive-async = y\nlog-level-console = info\nlog-path = /pgdata/pgbackrest/log\nrepo1-path = /castle/repo1\nrepo1-s3-bucket = b\n", text, StringComparison.Ordinal);
        Assert.Contains("\n[db]\npg1-path = /pgdata/pg15\npg1-port = 5432\n", text, StringComparison.Ordinal);

        string mounted = BackRestFiles.Mounted(text, "/volumes/1", "/run/s", "/repositories", [], 6543);
        Assert.Contains("spool-path = /volumes/1/pgbackrest-spool\n", mounted, StringComparison.Ordinal);
        Assert.Contains("pg1-path = /volumes/1/pg15\npg1-port = 6543\npg1-socket-path = /run/s\n", mounted, StringComparison.Ordinal);
        Assert.Contains("repo1-path = /castle/repo1\n", mounted, StringComparison.Ordinal);
    }

    [Fact]
    public void A_difference_takes_away_what_is_gone()
    {
        JsonObject before = new() { ["a"] = new JsonObject { ["b"] = 1, ["c"] = 2 }, ["d"] = "x", ["e"] = true };
        JsonObject after = new() { ["a"] = new JsonObject { ["b"] = 1, ["c"] = 3 }, ["e"] = true };

        Assert.Equal("""{"a":{"c":3},"d":null}""", Json.Difference(before, after).ToJsonString());
        Assert.Empty(Json.Difference(before, before));
        Assert.True(Json.Covers(before, new JsonObject { ["a"] = new JsonObject { ["b"] = 1 } }));
        Assert.False(Json.Covers(before, new JsonObject { ["a"] = new JsonObject { ["b"] = 2 } }));
    }

    [Fact]
    public void A_condition_keeps_its_moment_until_its_status_changes()
    {
        ClusterStatus first = new(null, 1, "2026-02-10T14:00:00Z");
        first.Set("X", "True", "A", "a");
        ClusterStatus second = new(first.Content, 2, "2026-02-10T15:00:00Z");
        second.Set("X", "True", "B", "b");
        Assert.Equal("2026-02-10T14:00:00Z", second.Condition("X")!["lastTransitionTime"]!.GetValue<string>());

        second.Set("X", "False", "B", "b");
        Assert.Equal("2026-02-10T15:00:00Z", second.Condition("X")!["lastTransitionTime"]!.GetValue<string>());
    }
}
