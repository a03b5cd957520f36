using System.Text;
using Microsoft.Extensions.Time.Testing;
using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Tests.Journal;

public sealed class RunJournalTests : IDisposable
{
    private readonly MemoryRunStore _store = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 2, 10, 14, 54, 2, TimeSpan.Zero));

    public void Dispose() => _store.Dispose();

    [Fact]
    public void A_change_to_any_byte_is_found_and_the_line_is_named()
    {
        byte[] whole = ThreeLines();
        for (int i = 0; i < whole.Length; i++)
        {
            foreach (byte flip in (byte[])[0x01, 0x20, 0x80])
            {
                byte[] damaged = [.. whole];
                damaged[i] ^= flip;
                PhoenixException e = Assert.Throws<PhoenixException>(() => Read(damaged));
                Assert.Equal(ErrorCode.RecordDamaged, e.Code);
                Assert.Matches("^journal line [1-4] ", e.Message);
            }
        }
    }

    [Fact]
    public void A_newline_put_in_anywhere_is_found()
    {
        byte[] whole = ThreeLines();
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole[..i], (byte)'\n', .. whole[i..]];
            if (i < whole.Length - 1)
            {
                Assert.Throws<PhoenixException>(() => Read(damaged));
            }
            else
            {
                // One more newline at the very end takes nothing away; it is reported all the same.
                Assert.Equal((3, 1), (Read(damaged).Events.Count, Read(damaged).TornTail.Length));
            }
        }
    }

    [Fact]
    public void A_line_that_is_missing_repeated_or_moved_is_found()
    {
        string[] lines = Encoding.UTF8.GetString(ThreeLines()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Throws<PhoenixException>(() => Read(Lines(lines[1], lines[2])));
        Assert.Throws<PhoenixException>(() => Read(Lines(lines[0], lines[2])));
        Assert.Throws<PhoenixException>(() => Read(Lines(lines[0], lines[0], lines[1])));
        Assert.Throws<PhoenixException>(() => Read(Lines(lines[0], lines[2], lines[1])));
        Assert.Equal(3, Read(Lines(lines)).Events.Count);
    }

    [Fact]
    public void A_line_of_another_run_does_not_fit_even_with_the_right_number()
    {
        string[] lines = Encoding.UTF8.GetString(ThreeLines()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using MemoryRunStore other = new();
        RunJournal journal = new(other, _time);
        journal.Append(new JournalEvent.RunResumed());
        journal.Append(new JournalEvent.WipeStarted(9));
        string foreign = Encoding.UTF8.GetString(other.Journal).Split('\n')[1];

        PhoenixException e = Assert.Throws<PhoenixException>(() => Read(Lines(lines[0], foreign)));
        Assert.Contains("line 2 is damaged: it does not follow", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_append_cut_short_at_any_byte_is_tolerated_reported_and_repaired()
    {
        byte[] whole = ThreeLines();
        int last = Array.LastIndexOf(whole, (byte)'\n', whole.Length - 2) + 1;
        for (int length = last; length < whole.Length - 1; length++)
        {
            JournalContent content = Read(whole[..length]);
            Assert.Equal(2, content.Events.Count);
            Assert.Equal(length - last, content.TornTail.Length);

            using MemoryRunStore store = new() { Journal = whole[..length] };
            RunJournal reopened = new(store, _time);
            reopened.Append(new JournalEvent.RunResumed());
            Assert.Equal(length > last, reopened.WasTorn);

            JournalContent repaired = Read(store.Journal);
            Assert.True(repaired.TornTail.IsEmpty);
            Assert.Equal(length > last ? 4 : 3, repaired.Events.Count);
            Assert.Equal(length > last ? 1 : 0, repaired.Events.OfType<JournalEvent.JournalRepaired>().Count());
            Assert.Equal(reopened.Head, repaired.Head);
        }
    }

    [Fact]
    public void A_line_without_its_newline_only_is_whole_and_is_ended_by_the_next()
    {
        byte[] whole = ThreeLines();
        _store.Journal = whole[..^1];
        RunJournal reopened = new(_store, _time);
        Assert.False(reopened.WasTorn);
        reopened.Append(new JournalEvent.RunResumed());
        Assert.Equal(4, Read(_store.Journal).Events.Count);
        Assert.Equal(whole, _store.Journal[..whole.Length]);
    }

    [Fact]
    public void A_repair_that_was_cut_short_itself_is_repaired()
    {
        byte[] whole = ThreeLines();
        byte[] torn = whole[..^100];
        using MemoryRunStore first = new() { Journal = torn };
        _ = new RunJournal(first, _time);
        for (int length = torn.Length + 1; length < first.Journal.Length; length++)
        {
            using MemoryRunStore second = new() { Journal = first.Journal[..length] };
            _ = new RunJournal(second, _time);
            Assert.Equal([typeof(JournalEvent.CycleStarted), typeof(JournalEvent.StepStarted), typeof(JournalEvent.JournalRepaired)], Read(second.Journal).Events.Select(e => e.GetType()));
        }
    }

    [Fact]
    public void What_a_repair_skipped_cannot_be_changed_or_removed_afterwards()
    {
        using MemoryRunStore store = new() { Journal = ThreeLines()[..^10] };
        _ = new RunJournal(store, _time);
        byte[] repaired = store.Journal;
        string text = Encoding.UTF8.GetString(repaired);
        for (int i = 0; i < repaired.Length; i++)
        {
            byte[] damaged = [.. repaired];
            damaged[i] ^= 0x01;
            Assert.Throws<PhoenixException>(() => Read(damaged));
        }

        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Throws<PhoenixException>(() => Read(Lines(lines[0], lines[1], lines[3])));
    }

    [Fact]
    public void Reopening_continues_number_and_chain()
    {
        JournalHead before = new RunJournal(_store, _time).Head;
        Assert.Equal(JournalHead.Empty, before);
        _store.Journal = ThreeLines();
        RunJournal second = new(_store, _time);
        second.Append(new JournalEvent.RunResumed());
        JournalContent content = Read(_store.Journal);
        Assert.Equal(4, content.Head.Lines);
        Assert.Equal(4, second.Events.Count);
        Assert.IsType<JournalEvent.RunResumed>(content.Events[^1]);
    }

    [Fact]
    public void The_time_is_set_on_appending_and_a_time_that_was_brought_is_kept()
    {
        RunJournal journal = new(_store, _time);
        Assert.Equal(_time.GetUtcNow(), journal.Append(new JournalEvent.RunResumed()).At);
        DateTimeOffset brought = _time.GetUtcNow().AddMinutes(-1);
        Assert.Equal(brought, journal.Append(new JournalEvent.WipeStarted(1) { At = brought }).At);
    }

    [Fact]
    public async Task Threads_that_append_at_once_leave_one_whole_chain()
    {
        RunJournal journal = new(_store, _time);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(t => Task.Run(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                journal.Append(new JournalEvent.ToolStarted("t", t, i));
            }
        })));
        Assert.Equal(400, Read(_store.Journal).Events.Count);
    }

    [Fact]
    public void Events_appended_together_are_one_write_in_their_order_and_fail_together()
    {
        RunJournal journal = new(_store, _time);
        List<int> linesSeen = [];
        journal.Subscribe(new Observer(_ => linesSeen.Add(Read(_store.Journal).Events.Count)));
        Assert.Equal(["seed", "gate"], journal.Append([new JournalEvent.StepStarted(1, "seed"), new JournalEvent.StepStarted(1, "gate")]).Cast<JournalEvent.StepStarted>().Select(e => e.Step));
        Assert.Equal([2, 2], linesSeen);

        _store.FailNextAppend = new PhoenixException(ErrorCode.DiskFull, "no space", "make room");
        Assert.Throws<PhoenixException>(() => journal.Append([new JournalEvent.StepStarted(1, "wipe"), new JournalEvent.WipeStarted(1)]));
        Assert.Equal(2, linesSeen.Count);
        Assert.Equal(2, journal.Events.Count);
        Assert.Throws<PhoenixException>(() => journal.Append(new JournalEvent.RunResumed()));
    }

    [Fact]
    public async Task Who_appends_while_a_write_is_under_way_is_part_of_the_next_one_and_fails_with_it()
    {
        using SemaphoreSlim writing = new(0);
        using SemaphoreSlim goOn = new(0);
        RunJournal journal = new(_store, _time);
        journal.Subscribe(new Observer(e =>
        {
            if (e is JournalEvent.CycleStarted)
            {
                writing.Release();
                goOn.Wait();
            }
        }));
        Task first = Task.Run(() => journal.Append(new JournalEvent.CycleStarted(1, 1)), TestContext.Current.CancellationToken);
        await writing.WaitAsync(TestContext.Current.CancellationToken);
        _store.FailNextAppend = new PhoenixException(ErrorCode.DiskFull, "no space", "make room");
        Task[] others = [.. Enumerable.Range(0, 3).Select(i => Task.Run(() => journal.Append(new JournalEvent.StepStarted(1, $"s{i}")), TestContext.Current.CancellationToken))];
        goOn.Release();

        await first;
        foreach (Task other in others)
        {
            await Assert.ThrowsAsync<PhoenixException>(() => other);
        }

        Assert.Single(journal.Events);
    }

    [Fact]
    public void What_nobody_waits_for_is_on_record_before_the_next_event_under_its_own_time()
    {
        RunJournal journal = new(_store, _time);
        List<JournalEvent> heard = [];
        journal.Subscribe(new Observer(heard.Add));
        DateTimeOffset said = _time.GetUtcNow();
        journal.AppendWithNext(new JournalEvent.WaitEnded("archive", 1));
        Assert.Empty(_store.Journal);
        Assert.Empty(heard);
        _time.Advance(TimeSpan.FromMinutes(1));

        journal.Append(new JournalEvent.RunResumed());

        Assert.Collection(
            journal.Events,
            e => Assert.Equal(said, Assert.IsType<JournalEvent.WaitEnded>(e).At),
            e => Assert.Equal(said + TimeSpan.FromMinutes(1), Assert.IsType<JournalEvent.RunResumed>(e).At));
        Assert.Equal(journal.Events, heard);
        using MemoryStream stored = new(_store.Journal);
        Assert.Equal(2, RunJournal.Read(stored).Events.Count);
    }

    [Fact]
    public void An_event_is_durable_before_an_observer_hears_of_it()
    {
        RunJournal journal = new(_store, _time);
        List<int> linesSeen = [];
        journal.Subscribe(new Observer(_ => linesSeen.Add(Read(_store.Journal).Events.Count)));
        journal.Append(new JournalEvent.RunResumed());
        journal.Append(new JournalEvent.RunResumed());
        Assert.Equal([1, 2], linesSeen);
    }

    [Fact]
    public void An_observer_that_throws_is_dropped_and_nobody_else_notices()
    {
        RunJournal journal = new(_store, _time);
        int calls = 0;
        int heard = 0;
        journal.Subscribe(new Observer(_ =>
        {
            calls++;
            throw new InvalidOperationException("view is gone");
        }));
        journal.Subscribe(new Observer(_ => heard++));
        journal.Append(new JournalEvent.RunResumed());
        journal.Append(new JournalEvent.RunResumed());
        Assert.Equal((1, 2), (calls, heard));
        Assert.Equal("view is gone", Assert.Single(journal.ObserverFaults).Message);
        Assert.Equal(2, Read(_store.Journal).Events.Count);
    }

    [Fact]
    public void After_a_failed_write_the_journal_takes_nothing_more_and_reopening_repairs_it()
    {
        RunJournal journal = new(_store, _time);
        journal.Append(new JournalEvent.CycleStarted(1, 1));
        _store.FailNextAppend = new PhoenixException(ErrorCode.DiskFull, "no space", "make room");
        int heard = 0;
        journal.Subscribe(new Observer(_ => heard++));

        Assert.Equal(ErrorCode.DiskFull, Assert.Throws<PhoenixException>(() => journal.Append(new JournalEvent.WipeStarted(1))).Code);
        Assert.Equal(ErrorCode.DiskFull, Assert.Throws<PhoenixException>(() => journal.Append(new JournalEvent.WipeStarted(1))).Code);
        Assert.Equal(0, heard);

        RunJournal reopened = new(_store, _time);
        Assert.True(reopened.WasTorn);
        Assert.Null(RunState.Fold(reopened.Events).Cycles[1].WipeStartedAt);
    }

    [Fact]
    public void A_whole_line_that_this_version_cannot_read_is_told_apart_from_damage()
    {
        byte[] body = Encoding.UTF8.GetBytes($"{{\"seq\":1,\"prev\":\"{JournalHead.Empty.Sha256}\",\"event\":{{\"type\":\"fromTheFuture\"}}");
        string sum = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body));
        byte[] line = [.. body, .. Encoding.UTF8.GetBytes($",\"sum\":\"{sum}\"}}\n")];
        Assert.Contains("cannot read it", Assert.Throws<PhoenixException>(() => Read(line)).Message, StringComparison.Ordinal);
    }

    private static byte[] ThreeLines()
    {
        using MemoryRunStore store = new();
        RunJournal journal = new(store, new FakeTimeProvider());
        journal.Append(new JournalEvent.CycleStarted(1, 1));
        journal.Append(new JournalEvent.StepStarted(1, "seed"));
        journal.Append(new JournalEvent.StepEnded(1, "seed", Phoenix.Execution.StepState.Failed, "it \"said\" no", 1.5));
        return store.Journal;
    }

    private static JournalContent Read(byte[] bytes) => RunJournal.Read(new MemoryStream(bytes));

    private static byte[] Lines(params string[] lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n")));

    private sealed class Observer(Action<JournalEvent> on) : IJournalObserver
    {
        public void On(JournalEvent journalEvent) => on(journalEvent);
    }
}
