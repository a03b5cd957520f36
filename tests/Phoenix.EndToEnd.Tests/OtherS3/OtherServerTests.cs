using Phoenix.Adapters.S3;
using Phoenix.Drills;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.Journal;
using Phoenix.Ports;
using Phoenix.Testing.ObjectStores;
using Xunit;

namespace Phoenix.EndToEnd.Tests.OtherS3;

/// <summary>The contract of an object store and a plain drill on a real server that is not ours.</summary>
/// <param name="server">The server.</param>
public abstract class OtherServerTests(OtherServer server) : ObjectStoreContract, IAsyncLifetime
{
    private S3ObjectStore? _store;

    protected override IObjectStore Store => _store!;

    protected override bool HasConditions => server.ConditionalPuts == ConditionalPuts.Kept;

    /// <summary>What the drill must say is not covered there; null for nothing.</summary>
    private string? Unguarded => server.ConditionalPuts switch
    {
        ConditionalPuts.Refused => "refuses conditional puts",
        ConditionalPuts.Ignored => "ignores the condition of a put",
        _ => null,
    };

    public ValueTask InitializeAsync()
    {
        server.Required();
        _store = server.Open();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _store?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_it_makes_of_conditional_puts_is_found_out()
    {
        RepositoryLocation at = new("unused", "unused", "unused", $"/trial-{Guid.NewGuid():N}/repo", "db");
        for (int time = 0; time < 2; time++)
        {
            Assert.Equal(server.ConditionalPuts, await new ConditionalPutTrial(Store, at).RunAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_drill_is_Proven_there_and_says_what_the_endpoint_lacks()
    {
        await using LabState state = new();
        (PhoenixResult drill, Evidence evidence) = await S3Drill.ProvenAsync(state, server.Variables);
        S3Drill.CheckSaysSo(drill, evidence, Unguarded);
        Assert.Equal(server.ConditionalPuts, Assert.Single(state.Events().OfType<JournalEvent.EndpointTried>()).ConditionalPuts);
        TestContext.Current.SendDiagnosticMessage($"{GetType().Name}: Proven in {(evidence.FinishedAt - evidence.StartedAt).TotalSeconds:0.0} s, RTA {evidence.Cycles[0].Rta?.Seconds:0.0} s");

        // A lab that did not make the repository does not get it, conditional puts or not.
        Assert.Equal(0, (await S3Drill.CallAsync(state, server.Variables, "lab", "down")).ExitCode);
        PhoenixResult other = await S3Drill.CallAsync(state, server.Variables, "drill", "--lab", "other");
        Assert.True(other.ExitCode == 3, other.ToString());
        Assert.Contains("(rebirth-refused)", other.Error, StringComparison.Ordinal);
    }
}
