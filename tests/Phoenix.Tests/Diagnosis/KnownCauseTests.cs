using Phoenix.Diagnosis;
using Phoenix.Drills;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Tests.Diagnosis;

/// <summary>What the catalogue says of an error that a run met, and what of it no wait can mend.</summary>
public sealed class KnownCauseTests
{
    private const string Relative = "ERROR: [032]: 'pgbackrest/repo1' must begin with / for 'repo1-path' option";

    [Fact]
    public void The_cause_is_named_and_not_its_echo()
    {
        string joined = "restore ended with exit code 75: " + string.Join(" | ", Logs.HostConnect.Split('\n').TakeLast(4));

        Assert.Equal("s3-connection-refused", KnownCause.In(joined)?.Id);
        Assert.Equal("pgbackrest-no-backup-set", KnownCause.In("ERROR: [075]: no backup set found to restore")?.Id);
        Assert.Null(KnownCause.In("the up of layer 'x' ended with exit code 3"));
        Assert.Null(KnownCause.In(null));
    }

    [Fact]
    public void Only_what_says_so_of_itself_is_permanent()
    {
        Assert.Equal("pgbackrest-repo-path-relative", KnownCause.Permanent("trying\n" + Relative)?.Id);
        Assert.Equal("pgbackrest-stanza-mismatch-028", KnownCause.Permanent("ERROR: [028]: backup and archive info files exist but do not match the database")?.Id);
        Assert.Null(KnownCause.Permanent("ERROR: [037]: restore command requires option: repo1-s3-key"));
        Assert.Null(KnownCause.Permanent("dependency 'flux-system/infrastructure-configs' is not ready"));
    }

    // Whatever may be mended by waiting: services that come up, credentials and certificates that are handed out later, locks that end.
    [Fact]
    public void Nothing_that_time_can_mend_is_permanent()
    {
        string[] transient = ["refused", "timeout", "timed out", "not ready", "no such host", "unavailable", "Forbidden", "certificate", "lock", "SlowDown", "starting up", "not found", "No space left"];
        IEnumerable<KnownFailure> permanent = FailureCatalogue.Shipped.All.Where(f => f.Permanent);

        Assert.NotEmpty(permanent);
        Assert.All(permanent, f =>
        {
            Assert.Empty(f.When);
            Assert.Empty(f.EchoOf);
            Assert.All(f.Matches, m => Assert.DoesNotContain(transient, t => m.Contains(t, StringComparison.OrdinalIgnoreCase)));
            Assert.All(f.Literals, l => Assert.True(l.Length >= 8, $"{f.Id}: '{l}' is too short to end a wait"));
        });
    }

    [Fact]
    public void A_failed_layer_and_step_carry_it_into_the_evidence()
    {
        MemoryRunStore store = new();
        RunJournal journal = new(store, TimeProvider.System);
        JournalObserver observer = new(journal, 1);
        foreach (JournalEvent e in Runs.Proven(1).SkipLast(1))
        {
            journal.Append(e);
        }

        observer.Told([new StepResult("storage", StepState.Failed, "up ended with exit code 32: " + Relative, TimeSpan.FromSeconds(1))], [], LayerPhase.Up);
        observer.Told([new StepResult("other", StepState.Failed, "nobody knows", TimeSpan.FromSeconds(1))], [], LayerPhase.Up);
        observer.Told([new StepResult("create", StepState.Failed, Relative, TimeSpan.FromSeconds(1))], []);
        journal.Append(new JournalEvent.RunEnded(null, 5));

        EvidenceCycle cycle = EvidenceBuilder.Build(journal.Events, journal.Head).Cycles[0];

        KnownCause known = cycle.Layers.Single(l => l.Name == "storage").Explanation!;
        Assert.Equal("pgbackrest-repo-path-relative", known.Id);
        Assert.NotEmpty(known.Remedy);
        Assert.Null(cycle.Layers.Single(l => l.Name == "other").Explanation);
        Assert.Equal(known, cycle.Steps.Single(s => s.Name == "create").Explanation);

        // As it stands in the journal, so that whoever has it builds the same evidence with another catalogue, too.
        using Stream lines = store.ReadJournal();
        Assert.Equal(known, RunJournal.Read(lines).Events.OfType<JournalEvent.LayerEnded>().Single(e => e.Layer == "storage").Explanation);
    }
}
