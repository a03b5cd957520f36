using Phoenix.Journal;
using Phoenix.Testing;
using Phoenix.Verification;

namespace Phoenix.Tests.Verification;

/// <summary>A run's record in memory, as a drill leaves it.</summary>
internal sealed record Recorded(byte[] Evidence, byte[] Journal)
{
    public string Name => Read.RunId;

    public Evidence Read => Seal.Read(Evidence);

    /// <summary>A Proven run that took ten seconds.</summary>
    /// <param name="second">When it began, in seconds after <see cref="Runs.Begin"/>.</param>
    /// <param name="previous">The seal before it.</param>
    /// <param name="events">Other events than those of a Proven run.</param>
    public static Recorded At(int second, string? previous, IEnumerable<JournalEvent>? events = null)
    {
        Guid run = RunName.NewRun(Runs.Begin.AddSeconds(second));
        MemoryRunStore store = new(run);
        RunJournal journal = new(store, TimeProvider.System);
        foreach (JournalEvent e in events ?? Runs.Proven(1))
        {
            journal.Append(e switch
            {
                JournalEvent.RunStarted started => started with { Run = run, At = Runs.Begin.AddSeconds(second) },
                JournalEvent.RunEnded ended => ended with { At = Runs.Begin.AddSeconds(second + 10) },
                _ => e,
            });
        }

        return new Recorded(Seal.Apply(EvidenceBuilder.Build(journal.Events, journal.Head), previous), store.Journal);
    }

    /// <summary>The same run with other evidence, sealed anew: what somebody does who knows how.</summary>
    public Recorded Forged(Func<Evidence, Evidence> edit) => this with { Evidence = Seal.Apply(edit(Read), Read.Previous) };

    public RunRecord Record(IEnumerable<Recorded>? earlier = null, IEnumerable<Recorded>? later = null) => new(
        Evidence, Journal, null, null, new RunNeighbours([.. (earlier ?? []).Select(Sealed)], [.. (later ?? []).Select(Sealed)], []));

    private static SealedRun Sealed(Recorded run) => SealedRun.Of(run.Read);
}
