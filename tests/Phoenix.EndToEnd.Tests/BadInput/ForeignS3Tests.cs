using System.Collections;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.EndToEnd.Tests.OtherS3;
using Phoenix.Journal;
using Phoenix.Ports;
using Xunit;

namespace Phoenix.EndToEnd.Tests.BadInput;

/// <summary>A repository on an S3 endpoint elsewhere, named by <c>PHOENIX_S3_*</c>.</summary>
public sealed class ForeignS3Tests
{
    [Fact]
    public async Task A_drill_is_Proven_there_and_whoever_did_not_make_the_repository_does_not_get_it()
    {
        await using ForeignS3 s3 = await ForeignS3.StartAsync();
        await using LabState state = new();
        (PhoenixResult drill, Evidence evidence) = await S3Drill.ProvenAsync(state, s3.Variables);
        S3Drill.CheckSaysSo(drill, evidence, null);

        IReadOnlyList<string> stored = await s3.ListAsync();
        Assert.Contains(stored, o => o.StartsWith("backups/repo/backup/db/", StringComparison.Ordinal));
        Assert.Contains(stored, o => o.StartsWith("backups/repo/archive/db/", StringComparison.Ordinal));
        Assert.All(stored, o => Assert.Matches("^backups/(repo|phoenix)/", o));
        string own = Path.Combine(state.Lab("lab"), "s3");
        Assert.Empty(Directory.Exists(own) ? Directory.EnumerateFiles(own, "*", SearchOption.AllDirectories) : []);

        // Stopped, so that it archives nothing while another lab looks at its repository.
        Assert.Equal(0, (await S3Drill.CallAsync(state, s3.Variables, "lab", "down")).ExitCode);
        stored = await s3.ListAsync();
        PhoenixResult other = await S3Drill.CallAsync(state, s3.Variables, "drill", "--lab", "other");
        Assert.True(other.ExitCode == 3, other.ToString());
        Assert.Contains("which this lab did not make", other.Error, StringComparison.Ordinal);
        Assert.Contains("(rebirth-refused)", other.Error, StringComparison.Ordinal);
        Assert.Equal(stored, await s3.ListAsync());

        // Its own lab goes on with it.
        PhoenixResult up = await S3Drill.CallAsync(state, s3.Variables, "lab", "up");
        Assert.True(up.ExitCode == 0, up.ToString());
    }

    [Fact]
    public async Task An_endpoint_that_ignores_conditions_and_takes_no_chunked_upload_serves_a_drill_and_is_named()
    {
        Full.Only("one more drill on an endpoint");
        await using ForeignS3 s3 = await ForeignS3.StartAsync(o => o with { ConditionalPuts = ConditionalPuts.Ignored, TakesChunkedUploads = false });
        await using LabState state = new();
        (PhoenixResult drill, Evidence evidence) = await S3Drill.ProvenAsync(state, s3.Variables);
        S3Drill.CheckSaysSo(drill, evidence, "ignores the condition of a put");

        PhoenixResult up = await S3Drill.CallAsync(state, s3.Variables, "lab", "up");
        Assert.True(up.ExitCode == 0, up.ToString());
        Assert.Contains("warning: nothing keeps apart two operators", up.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_secret_an_unknown_bucket_and_a_port_where_nobody_listens_are_named()
    {
        await using ForeignS3 s3 = await ForeignS3.StartAsync();
        await using LabState state = new();
        Dictionary<string, string> wrong = s3.Variables;
        wrong.Remove("PHOENIX_S3_SECRET_KEY_FILE");
        wrong["PHOENIX_S3_SECRET_KEY"] = "not-the-secret-of-this-key-at-all-0000000";
        PhoenixResult denied = await FailsAsync(state, wrong, "repository-denied", "SignatureDoesNotMatch");
        Assert.DoesNotContain("not-the-secret", denied.ToString(), StringComparison.Ordinal);

        await FailsAsync(state, new(s3.Variables) { ["PHOENIX_S3_BUCKET"] = "no-such-bucket" }, "repository-unavailable", "NoSuchBucket");
        await FailsAsync(state, new(s3.Variables) { ["PHOENIX_S3_ENDPOINT"] = "localhost:1" }, "repository-unavailable", "localhost:1");
        Assert.Empty(await s3.ListAsync());
    }

    [Theory]
    [InlineData("PHOENIX_S3_REGION", null, "PHOENIX_S3_REGION: it is not set")]
    [InlineData("PHOENIX_S3_SECRET_KEY_FILE", null, "PHOENIX_S3_SECRET_KEY: it is not set")]
    [InlineData("PHOENIX_S3_SECRET_KEY_FILE", "/no/such/file", "the file '/no/such/file' cannot be read")]
    [InlineData("PHOENIX_S3_SECRET_KEY", "x", "both PHOENIX_S3_SECRET_KEY and PHOENIX_S3_SECRET_KEY_FILE are set")]
    [InlineData("PHOENIX_S3_ENDPOINT", "https://localhost", "holds a scheme")]
    [InlineData("PHOENIX_S3_CA_FILE", "/no/such/file", "the file '/no/such/file' cannot be read")]
    public async Task Variables_that_do_not_fit_are_refused(string name, string? value, string says)
    {
        await using LabState state = new();
        string secret = Path.Combine(state.Folder, "secret");
        File.WriteAllText(secret, "secret");
        Dictionary<string, string> variables = new()
        {
            ["PHOENIX_S3_ENDPOINT"] = "localhost:1",
            ["PHOENIX_S3_BUCKET"] = "bucket",
            ["PHOENIX_S3_REGION"] = "region",
            ["PHOENIX_S3_PATH"] = "/backups/repo",
            ["PHOENIX_S3_ACCESS_KEY"] = "key",
            ["PHOENIX_S3_SECRET_KEY_FILE"] = secret,
        };
        if (value is null)
        {
            variables.Remove(name);
        }
        else
        {
            variables[name] = value;
        }

        Refused.Check(await S3Drill.CallAsync(state, variables, "drill"), 2, "configuration", says);
        Refused.CheckUntouched(state.Folder);
    }

    [Fact]
    public async Task A_sabotage_is_refused_there()
    {
        await using ForeignS3 s3 = await ForeignS3.StartAsync();
        await using LabState state = new();
        Refused.Check(await S3Drill.CallAsync(state, s3.Variables, "drill", "--sabotage", "drop-wal"), 2, "usage", "the lab's own S3 endpoint only");
        Assert.Empty(await s3.ListAsync());
        Refused.CheckUntouched(state.Folder);
    }

    [Fact]
    public async Task A_drill_is_Proven_on_the_S3_that_the_environment_names()
    {
        const string Prefix = "PHOENIX_TEST_S3_";
        Dictionary<string, string> given = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(v => ((string)v.Key).StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(v => "PHOENIX_S3_" + ((string)v.Key)[Prefix.Length..], v => (string)v.Value!);
        Assert.SkipWhen(given.Count == 0, $"no {Prefix}ENDPOINT, _BUCKET, _REGION, _PATH, _ACCESS_KEY and _SECRET_KEY name an S3 to test against");

        // A path of its own: nothing that is there already is touched, and a repeated test finds an empty one.
        given["PHOENIX_S3_PATH"] = given["PHOENIX_S3_PATH"].TrimEnd('/') + $"/test-{Guid.NewGuid():N}/repo";
        await using LabState state = new();
        (PhoenixResult drill, Evidence evidence) = await S3Drill.ProvenAsync(state, given);
        S3Drill.CheckSaysSo(drill, evidence, EvidenceBuilder.Unguarded(state.Events().OfType<JournalEvent.EndpointTried>().Last().ConditionalPuts));
    }

    private static async Task<PhoenixResult> FailsAsync(LabState state, Dictionary<string, string> variables, string id, string says)
    {
        PhoenixResult drill = await S3Drill.CallAsync(state, variables, "drill");
        Assert.True(drill.ExitCode == 5, drill.ToString());
        string error = Assert.Single(drill.Error.Split('\n'), l => l.StartsWith("error: ", StringComparison.Ordinal));
        Assert.EndsWith($" ({id})", error, StringComparison.Ordinal);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.DoesNotContain(state.Events(), e => e is JournalEvent.WipeStarted);
        return drill;
    }
}
