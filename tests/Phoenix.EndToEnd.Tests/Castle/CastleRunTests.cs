using System.Text.RegularExpressions;
using Phoenix.Castle;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.EndToEnd.Tests.Launcher;
using Phoenix.Kubernetes.Cluster;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Castle;

/// <summary>The commands of <c>docs/runbooks/castle.md</c>, read from it and executed with the reference castle itself.</summary>
public sealed partial class CastleRunTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_castle_is_raised_burnt_and_comes_back_with_its_data()
    {
        Full.Only("raises the reference castle on doubles, which takes minutes");
        Queue<string> commands = new(Commands());
        await using CastleStage castle = await CastleRuns.StartAsync(Token);

        await NextAsync(castle, commands, "lint .");
        await NextAsync(castle, commands, "doctor");
        Assert.Contains("castle-db/castle", (await NextAsync(castle, commands, "plan")).Output, StringComparison.Ordinal);
        Assert.Empty(Proxmox(castle)); // a plan changes nothing
        PhoenixResult made = await NextAsync(castle, commands, "create --initdb");
        Assert.Contains("with a new, empty database", made.Output + made.Error, StringComparison.Ordinal);
        await castle.AskAsync("create schema castle; create table memories (id int primary key, what text); insert into memories values (1, 'outlives the cluster'); select count(*) from memories", Token);

        await Testing.Condition.HoldsAsync(() => HasBackupAsync(castle));

        await NextAsync(castle, commands, "check");
        await NextAsync(castle, commands, "wipe --dry-run");
        Assert.Equal(["castle-cp-1", "castle-worker-1", "castle-worker-2"], Proxmox(castle)); // nor does a dry run
        Assert.Equal("1", await castle.AskAsync("select count(*) from memories", Token));
        await castle.AskAsync("insert into memories values (2, 'written after the backup'); select count(*) from memories", Token);

        await NextAsync(castle, commands, "wipe --confirm castle");
        Assert.Empty(Proxmox(castle));
        Assert.Empty(castle.Units.Left);
        Assert.Null(castle.Site.Cluster);
        Assert.False(Directory.Exists(Path.Combine(castle.Copy, "out")));

        PhoenixResult reborn = await NextAsync(castle, commands, "create");
        Assert.Contains("was restored, holds all that the witness", reborn.Output + reborn.Error, StringComparison.Ordinal);
        Assert.Equal("2", await castle.AskAsync("select count(*) from memories", Token));
        Assert.Equal(2, castle.Site.Lives.Distinct().Count());
        await IsHandedOverAsync(castle);
        Assert.Empty(castle.Faults);
    }

    [Fact]
    public async Task The_castle_passes_its_drill()
    {
        Full.Only("drills the reference castle on doubles, which takes minutes");
        string drill = Commands().Single(c => c.StartsWith("drill ", StringComparison.Ordinal));
        await using CastleStage castle = await CastleRuns.StartAsync(Token);
        PhoenixResult made = await castle.RunAsync("create", "--initdb");
        Assert.True(made.ExitCode == 0, made.ToString());

        PhoenixResult drilled = await castle.RunAsync(drill.Split(' '));

        Assert.True(drilled.ExitCode == 0, drilled.ToString());
        Assert.Contains("Proven", drilled.Output, StringComparison.Ordinal);
        Assert.Equal(4, castle.Site.Lives.Distinct().Count());
        await IsHandedOverAsync(castle);
        Assert.Empty(castle.Faults);
        TestContext.Current.TestOutputHelper?.WriteLine(drilled.ToString());
    }

    // The database is open and Flux's, and nobody closes it again.
    private static async Task IsHandedOverAsync(CastleStage castle)
    {
        KubeObject instances = Assert.IsType<KubeObject>(await castle.GetAsync("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "flux-system", "instances", Token));
        Assert.Equal("True", Condition(instances, "Ready"));
        KubeObject database = Assert.IsType<KubeObject>(await castle.GetAsync("postgres-operator.crunchydata.com/v1", "PostgresCluster", "castle-db", "castle", Token));
        Assert.NotEqual("true", database.At("spec", "standby", "enabled")?.ToString());
        Assert.Equal("f", (await castle.AskAsync("select pg_is_in_recovery()", Token))?[..1].ToLowerInvariant());
    }

    private static async Task<bool> HasBackupAsync(CastleStage castle)
    {
        KubeObject? database = await castle.GetAsync("postgres-operator.crunchydata.com/v1", "PostgresCluster", "castle-db", "castle", Token);
        return database?.At("status", "pgbackrest", "repos") is System.Text.Json.Nodes.JsonArray repositories && repositories.Any(r => r?["replicaCreateBackupComplete"]?.GetValue<bool>() == true);
    }

    private static string? Condition(KubeObject of, string type) =>
        (of.At("status", "conditions") as System.Text.Json.Nodes.JsonArray ?? []).Where(c => c?["type"]?.ToString() == type).Select(c => c!["status"]?.ToString()).FirstOrDefault();

    private static string[] Proxmox(CastleStage castle) => [.. castle.Proxmox.Machines.OrderBy(m => m.Id).Select(m => m.Name)];

    // The runbook's next command, which must be the one that what follows here was written for.
    private static async Task<PhoenixResult> NextAsync(CastleStage castle, Queue<string> commands, string expected)
    {
        Assert.Equal(expected, commands.Dequeue());
        PhoenixResult result = await castle.RunAsync(expected.Split(' '));
        Assert.True(result.ExitCode == 0, $"phoenix {expected}: {result}");
        TestContext.Current.TestOutputHelper?.WriteLine($"$ phoenix {expected}\n{result}");
        return result;
    }

    // Those with --stack are for the top of this repository, and RunbookTests runs them.
    private static string[] Commands() => [.. Command().Matches(File.ReadAllText(Path.Combine(Script.Root, "docs", "runbooks", "castle.md")))
        .Select(m => m.Groups["arguments"].Value.TrimEnd()).Where(c => !c.Contains("--stack", StringComparison.Ordinal))];

    [GeneratedRegex(@"^\$ phoenix (?<arguments>.+)$", RegexOptions.Multiline)]
    private static partial Regex Command();
}
