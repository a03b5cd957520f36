using Phoenix.Adapters.Checks;
using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Tests.LabS3;
using Phoenix.Adapters.Tests.PgBackRest;
using Phoenix.Checks;
using Phoenix.Ports;
using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Adapters.Tests.Checks;

/// <summary>The empty takeover, with the real tools: initdb in place of a restore, <c>stanza-upgrade</c>, a backup.</summary>
public sealed class NewcomerTests
{
    private const string Binaries = "/usr/lib/postgresql/15/bin";

    [Fact]
    public async Task An_empty_newcomer_is_named_with_the_way_back()
    {
        Assert.SkipUnless(BackedUpCluster.Possible, "pgBackRest and PostgreSQL 15 are not installed");
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PHOENIX_TEST_FULL") == "1", "the rule itself is tested faster: only with PHOENIX_TEST_FULL=1");
        using TemporaryFolder folder = new();
        BackedUpCluster cluster = new();
        await cluster.InitializeAsync();
        try
        {
            CheckResult before = await CheckAsync("before");
            Assert.True(before.State == CheckState.Safe, string.Join('\n', before.Findings));
            RepositoryInfo info = await cluster.Outside.ReadInfoAsync(TestContext.Current.CancellationToken);

            string data = cluster.Sub("newcomer");
            await RunAsync(Path.Combine(Binaries, "initdb"), "-D", data, "-A", "trust", "-U", "postgres");
            PgBackRestTool tool = cluster.Tool("takeover", cluster.Settings, new PgBackRestServer(data, 5432, Path.GetDirectoryName(data)!));
            await cluster.StartAsync("newcomer", $"pgbackrest --config-path={cluster.Sub("takeover")} --stanza=db archive-push %p");
            await RunAsync("pgbackrest", $"--config-path={cluster.Sub("takeover")}", "--stanza=db", "stanza-upgrade");
            await tool.BackupFullAsync(TestContext.Current.CancellationToken);
            await cluster.StopAsync("newcomer");

            CheckResult after = await CheckAsync("after");
            Assert.Equal(CheckState.NotSafe, after.State);
            CheckFinding found = Assert.Single(after.Findings, f => f.Rule == "newcomer");
            Assert.Equal(CheckState.NotSafe, found.State);
            Assert.Contains($"Restore {info.Backups[0].Label} with --set", found.Fix!, StringComparison.Ordinal);
            Assert.Contains($"belonged to cluster {info.SystemIdentifier}", found.Detail, StringComparison.Ordinal);
        }
        finally
        {
            await cluster.DisposeAsync();
        }

        async Task<CheckResult> CheckAsync(string name)
        {
            using RepositoryLook look = RepositoryLook.Of(cluster.Settings, 2, Directory.CreateDirectory(folder.Sub(name)).FullName, cluster.Runner, TimeProvider.System);
            return RepositoryCheck.Judge(await look.LookAsync(RecoveryTarget.Latest, server: null, TestContext.Current.CancellationToken));
        }

        async Task RunAsync(string program, params string[] arguments)
        {
            ToolResult result = await cluster.Runner.RunAsync(
                new ToolCommand { Tool = program, FileName = program, Arguments = arguments, Account = cluster.Account, Timeout = TimeSpan.FromMinutes(2) }, TestContext.Current.CancellationToken);
            Assert.True(result.ExitCode == 0, result.LastWords);
        }
    }
}
