using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Drills;

/// <summary>Compares the held rebirth with what is known outside, lets it loose only when that holds, and looks whether it works again.</summary>
/// <param name="c">The cycle.</param>
public sealed class ProveSteps(CycleContext c)
{
    /// <summary>Reads the reborn server and runs the checkers that need no published server.</summary>
    /// <exception cref="PhoenixException">RebirthRefused: it is not what the witness knows. It was destroyed, having published nothing.</exception>
    public async Task CompareAsync(CancellationToken cancellationToken)
    {
        if (!c.Facts.IsPublished)
        {
            await c.SabotageAsync(SabotagePoint.BeforeProof, cancellationToken);
        }

        await ReadAsync(cancellationToken);
        ExaminationResult result = await Examination.ExamineAsync(
            c.Facts.ToHistory(c.Store.Run, c.Settings), Examination.BeforePublication, Drill.CheckerTimeout, c.Time, cancellationToken);
        Finding[] against = [.. result.Findings.Where(f => f.Verdict != Verdict.Proven)];
        if (against.Length > 0 && !c.Facts.IsPublished)
        {
            string reason = string.Join("; ", against.Select(f => $"{f.Checker}: {f.Detail}")) + await ExplainShortReplayAsync();
            await c.Stack.Database.DiscardAsync(CancellationToken.None);
            c.Record(new JournalEvent.Discarded(c.Cycle, reason));
            throw new PhoenixException(ErrorCode.RebirthRefused, $"the rebirth was destroyed and nothing of it was published: {reason}", "find out what the findings name; the repository is as it was");
        }
    }

    /// <summary>Lets the reborn server archive, and stops the RTA clock at the first verified read and write through the clients' address.</summary>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        // On record before it is done: what may have reached the repository must never be taken for unpublished.
        if (!c.Facts.IsPublished)
        {
            c.Record(new JournalEvent.Published(c.Cycle));
        }

        await c.Stack.Database.PublishAsync(cancellationToken);
        if (c.Facts.Reborn is { InRecovery: true })
        {
            // It was compared as a standby. Its own timeline begins only now, and has to begin where replay ended.
            c.Facts.Reborn = await c.Stack.Database.ObserveAsync(cancellationToken);
        }

        IReadOnlyDictionary<SentinelName, string> read = await c.Stack.Database.Clients.ReadSentinelsAsync(JudgedRun, JudgedCycle, cancellationToken);
        bool same = c.Facts.SentinelsFound is { } proven && read.Count == proven.Count && read.All(s => proven.GetValueOrDefault(s.Key) == s.Value);
        DateTimeOffset? readAt = same ? c.Time.GetUtcNow() : null;
        await c.Stack.Database.Clients.ProbeWriteAsync(cancellationToken);
        c.Facts.MeasuredRta = c.Facts.WipingSince is long since ? c.Time.GetElapsedTime(since) : null;
        c.Facts.Liveness = new LivenessObservation(readAt, c.Time.GetUtcNow(), null);
    }

    /// <summary>Awaits a segment of the new timeline in the archive, and checks pages, structures and the owner's queries.</summary>
    public async Task VerifyAsync(CancellationToken cancellationToken)
    {
        ClosedSegment closed = await c.Stack.Database.CloseSegmentAsync($"phoenix-reborn-{c.Store.Run.ToString("N")[..8]}-c{c.Cycle}", cancellationToken);
        List<QueryObservation> answers = [];
        foreach (ProofQuery query in c.Stack.Queries)
        {
            answers.Add(await c.Stack.Database.Clients.QueryAsync(query.Database, query.Sql, query.Expect, cancellationToken));
        }

        c.Facts.Queries = answers;
        try
        {
            c.Facts.Integrity = await c.Stack.Database.VerifyIntegrityAsync(cancellationToken);
        }
        finally
        {
            // A structure that could not be checked says nothing about archiving.
            c.Facts.Liveness = c.Facts.Liveness! with { ArchivedSegment = await AwaitSegmentAsync(closed, cancellationToken) };
        }
    }

    // PostgreSQL takes a damaged record for the end of the WAL and promotes without a word; the segment at which it stopped tells.
    private async Task<string> ExplainShortReplayAsync()
    {
        Witness witness = c.Facts.Witness!;
        if (c.Facts.Target.Kind != RecoveryTargetKind.Latest || c.Facts.Reborn?.FindReplayEnd() is not { } end || end >= witness.ClosedLsn)
        {
            return "";
        }

        WalSegment stopped = WalSegment.Containing(witness.Timeline, end, witness.SegmentSize);
        try
        {
            string? sha = await c.Stack.Repository.FetchSegmentAsync(stopped, c.Store.Directory("wal/stopped"), CancellationToken.None);
            return sha is null ? $"; cause: segment {stopped.Name}, where replay stopped, is not in the archive" : "";
        }
        catch (PhoenixException e)
        {
            // The repository's own copy cannot be read: that is the explanation that was looked for.
            return $"; cause: {e.Message}";
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        CycleFacts f = c.Facts;
        Witness witness = f.JudgedWitness ?? throw new InvalidOperationException("nothing is proven without its witness");
        IProofStore proof = c.Stack.Database.Proof;

        // Another identity has no proof database to read: the identity checker says what is wrong, and the others have nothing to look at.
        if (f.Reborn?.SystemIdentifier == witness.SystemIdentifier)
        {
            Ledger ledger = f.Earlier is { } earlier ? earlier.ReadLedger() : Ledger.Read(c.Store.Run, c.Cycle, c.Store, f.Attempt);
            if (!IsSame(ledger, witness, f.LoadEnded))
            {
                throw new PhoenixException(ErrorCode.RecordDamaged, "the clients' ledger is not the one that the witness saw", "the ledger files of the run were changed after the gate; this cycle cannot be judged");
            }

            f.SentinelsFound = await proof.ReadSentinelsAsync(JudgedRun, JudgedCycle, cancellationToken);
            await proof.ReadLedgerAsync(row => ledger.Mark(row), cancellationToken);
            f.LedgerRowsByIndex = await proof.CountLedgerByIndexAsync(cancellationToken);
            f.Accounts = await proof.ReadAccountsAsync(cancellationToken);
            f.Ledger = ledger;
        }

        f.Commits = await c.Stack.Wal.ReadCommitsAsync(c.WalDirectory, witness.Timeline, witness.LoadStart, await ReadEndAsync(witness, cancellationToken), cancellationToken);
    }

    private Guid JudgedRun => c.Facts.Earlier?.Run ?? c.Store.Run;

    private int JudgedCycle => c.Facts.Earlier?.Cycle ?? c.Cycle;

    // The witness of a planned wipe saw the finished files; in an instant one the writers went on, and their end was counted. Where Phoenix died with
    // its writers nobody counted, and the witness's number is the least.
    private static bool IsSame(Ledger ledger, Witness witness, JournalEvent.LoadEnded? ended) => witness.LedgerSha256.Length > 0
        ? ledger.LedgerSha256 == witness.LedgerSha256
        : ended is null
            ? ledger.Acknowledged >= witness.AcknowledgedRows
            : ledger.Acknowledged == ended.Acknowledged && ledger.Attempted == ended.Attempted;

    // The gate of an instant wipe fetched what was archived by then; what came after it, up to the cut, is fetched now.
    private async Task<Lsn> ReadEndAsync(Witness witness, CancellationToken cancellationToken)
    {
        if (c.Settings.WipeAt == WipeMode.Quiesced || !WalSegment.TryParse(witness.LastSegment, witness.SegmentSize, out WalSegment known))
        {
            return witness.ClosedLsn;
        }

        WalSegment last = (await c.Stack.Repository.ListArchiveAsync(cancellationToken)).NewestWithoutGap(known);
        for (WalSegment segment = known; segment != last;)
        {
            segment = segment.Next;
            await c.Stack.Repository.FetchSegmentAsync(segment, c.WalDirectory, cancellationToken);
        }

        return last.End;
    }

    private async Task<string?> AwaitSegmentAsync(ClosedSegment closed, CancellationToken cancellationToken)
    {
        long start = c.Time.GetTimestamp();
        try
        {
            await new Waiting(c.Time).ForAsync(
                new Gate($"segment {closed.Segment.Name} of the reborn server in the archive", c.Settings.ArchiveTimeout, async token =>
                    (await c.Stack.Repository.ListArchiveAsync(token)).Segments.ContainsKey(closed.Segment.Name) ? null : "it is not listed"),
                cancellationToken);
            return closed.Segment.Name;
        }
        catch (PhoenixException e) when (e.Code == ErrorCode.TimedOut)
        {
            // Not archived in time is an observation, and the liveness checker judges it.
            return null;
        }
        finally
        {
            c.Record(new JournalEvent.WaitEnded("archive", c.Time.GetElapsedTime(start).TotalSeconds));
        }
    }
}
