using Phoenix.EndToEnd.Tests.BadInput;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.EndToEnd.Tests.OtherS3;
using Phoenix.Journal;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Stacks;

/// <summary>
/// One repository and three stacks, each with a state directory of its own, as on three machines: what the first one wrote comes up in the second once the first is
/// shown to be dead, and in the third once somebody states that the second is.
/// </summary>
public sealed class NomadicRebirthTests
{
    private const string AccessKey = "STACK_TEST_ACCESS";

    [Fact]
    public async Task A_stack_is_reborn_elsewhere_once_the_other_one_is_wiped_or_fenced()
    {
        Full.Only("three labs and a drill on one repository");
        await using ForeignS3 s3 = await ForeignS3.StartAsync();
        await using LabState a = new(), b = new(), c = new();

        PhoenixResult first = await RunAsync(s3, a, "a", "create");
        Assert.True(first.ExitCode == 0, first.ToString());
        PhoenixResult drilled = await RunAsync(s3, a, "a", "drill", "--confirm", "a", "--load-seconds", "1");
        Assert.True(drilled.ExitCode == 0, drilled.ToString());
        await PsqlAsync(s3, a, "a", "create table mine as select 42 as answer");

        PhoenixResult early = await RunAsync(s3, b, "b", "create");
        Assert.True(early.ExitCode == 3, early.ToString());
        Assert.Contains("whose stack was not shown to be gone", early.Error, StringComparison.Ordinal);
        Assert.Contains("(rebirth-refused)", early.Error, StringComparison.Ordinal);
        Assert.Equal("42\n", await PsqlAsync(s3, a, "a", "select answer from mine"));

        PhoenixResult wiped = await RunAsync(s3, a, "a", "wipe", "--confirm", "a");
        Assert.True(wiped.ExitCode == 0, wiped.ToString());
        PhoenixResult reborn = await RunAsync(s3, b, "b", "create");
        Assert.True(reborn.ExitCode == 0, reborn.ToString());
        Assert.False(Assert.Single(b.Events().OfType<JournalEvent.RepositoryTakenOver>()).Fenced);
        Assert.Equal("42\n", await PsqlAsync(s3, b, "b", "select answer from mine"));

        // The old owner has lost it.
        PhoenixResult back = await RunAsync(s3, a, "a", "create");
        Assert.True(back.ExitCode == 3, back.ToString());

        // Not wiped, but switched off: only a person can know that it stays so.
        PhoenixResult down = await S3Drill.CallAsync(b, s3.Variables, "lab", "down", "--lab", "b");
        Assert.True(down.ExitCode == 0, down.ToString());
        PhoenixResult alive = await RunAsync(s3, c, "c", "create");
        Assert.True(alive.ExitCode == 3, alive.ToString());
        PhoenixResult fenced = await RunAsync(s3, c, "c", "create", "--fenced");
        Assert.True(fenced.ExitCode == 0, fenced.ToString());
        Assert.True(Assert.Single(c.Events().OfType<JournalEvent.RepositoryTakenOver>()).Fenced);
        Assert.Equal("42\n", await PsqlAsync(s3, c, "c", "select answer from mine"));
    }

    [Fact]
    public async Task Two_machines_see_each_other_by_the_lock_beside_the_repository()
    {
        Full.Only("two labs on one repository");
        await using ForeignS3 s3 = await ForeignS3.StartAsync();
        await using LabState a = new(), b = new();
        string go = Path.Combine(a.Folder, "go");
        string waiting = $"  slow: {{ command: {{ up: [sh, -c, 'while ! test -e {go}; do sleep 0.05; done'] }} }}\n";

        using PhoenixProcess first = Start(s3, a, "a", waiting, "create");
        await first.PrintsAsync("layer slow: up started");
        PhoenixResult second = await RunAsync(s3, b, "b", "create");

        Assert.True(second.ExitCode == 3, second.ToString());
        Assert.Contains("works on this repository: create of stack 'a', since ", second.Error, StringComparison.Ordinal);
        Assert.Contains("(locked)", second.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(Path.Combine(b.Folder, "runs")));

        await File.WriteAllTextAsync(go, "", TestContext.Current.CancellationToken);
        PhoenixResult created = await first.EndAsync();
        Assert.True(created.ExitCode == 0, created.ToString());
        PhoenixResult then = await RunAsync(s3, b, "b", "create");
        Assert.True(then.ExitCode == 3 && then.Error.Contains("(rebirth-refused)", StringComparison.Ordinal), then.ToString());
    }

    private static async Task<PhoenixResult> RunAsync(ForeignS3 s3, LabState state, string stack, params string[] arguments)
    {
        using PhoenixProcess process = Start(s3, state, stack, "", arguments);
        return await process.EndAsync();
    }

    private static PhoenixProcess Start(ForeignS3 s3, LabState state, string stack, string layers, params string[] arguments)
    {
        Dictionary<string, string> v = s3.Variables;
        string file = Path.Combine(state.Folder, "phoenix.yaml");
        string passphrase = Path.Combine(state.Folder, "passphrase");
        File.WriteAllText(passphrase, "of-all-three-stacks-0123456789\n");
        File.WriteAllText(
            file,
            $$"""
            name: {{stack}}
            destroyable: true
            repository:
              s3: { bucket: {{v["PHOENIX_S3_BUCKET"]}}, endpoint: "{{v["PHOENIX_S3_ENDPOINT"]}}", region: {{v["PHOENIX_S3_REGION"]}}, path: {{v["PHOENIX_S3_PATH"]}}, uriStyle: path, caFile: {{v["PHOENIX_S3_CA_FILE"]}} }
              credentials: { accessKey: { env: {{AccessKey}} }, secretKey: { file: {{v["PHOENIX_S3_SECRET_KEY_FILE"]}} }, cipherPassphrase: { file: {{passphrase}} } }
            layers:
              database: { lab: {{stack}} }

            """ + layers);
        return PhoenixProcess.Start(new Dictionary<string, string> { [AccessKey] = v["PHOENIX_S3_ACCESS_KEY"] }, state.Folder, [.. arguments, "--stack", file]);
    }

    private static async Task<string> PsqlAsync(ForeignS3 s3, LabState state, string lab, string sql)
    {
        PhoenixResult psql = await S3Drill.CallAsync(state, s3.Variables, "lab", "psql", "--lab", lab, "--", "-Atqc", sql);
        Assert.True(psql.ExitCode == 0, psql.ToString());
        return psql.Output;
    }
}
