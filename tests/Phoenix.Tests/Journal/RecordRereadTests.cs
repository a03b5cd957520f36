using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Tests.Journal;

public sealed class RecordRereadTests : IDisposable
{
    private const string File = "evidence.json";
    private readonly MemoryRunStore _store = new(Runs.Run);
    private readonly RunJournal _journal;

    public RecordRereadTests()
    {
        _journal = new RunJournal(_store, TimeProvider.System);
        foreach (JournalEvent e in Runs.Proven(1))
        {
            _journal.Append(e);
        }
    }

    public void Dispose() => _store.Dispose();

    [Fact]
    public void A_record_that_is_what_was_written_passes()
    {
        Evidence written = Write();
        RecordReread.ThrowIfChanged(_store, _journal.Head);
        RecordReread.ThrowIfChanged(_store, File, written);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Whole_lines_cut_off_are_found_although_what_is_left_is_a_whole_chain(int lines)
    {
        byte[] journal = _store.Journal;
        int end = journal.Length;
        for (int i = 0; i < lines; i++)
        {
            end = journal.AsSpan(0, end - 1).LastIndexOf((byte)'\n') + 1;
        }

        _store.Journal = journal[..end];
        Assert.NotEmpty(RunJournal.Read(new MemoryStream(_store.Journal)).Events);
        Assert.Contains("is not what this run wrote", Damage(() => RecordReread.ThrowIfChanged(_store, _journal.Head)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_cut_short_an_empty_journal_and_a_foreign_line_are_found()
    {
        byte[] journal = _store.Journal;
        foreach (byte[] left in (byte[][])[journal[..^10], [], [.. journal, (byte)'x']])
        {
            _store.Journal = left;
            Damage(() => RecordReread.ThrowIfChanged(_store, _journal.Head));
        }
    }

    [Fact]
    public void Evidence_that_was_edited_sealed_anew_or_lost_is_found()
    {
        Evidence written = Write();
        byte[] stored = _store.ReadFile(File)!;
        int at = stored.AsSpan().IndexOf("Proven"u8);
        byte[] edited = [.. stored];
        edited[at] ^= 1;
        _store.WriteFile(File, edited);
        Damage(() => RecordReread.ThrowIfChanged(_store, File, written));

        // Its own seal holds: only whoever remembers what was written can tell.
        byte[] anew = Seal.Apply(written with { ExitCode = 4 }, written.Previous);
        Assert.True(Seal.Verify(anew));
        _store.WriteFile(File, anew);
        Damage(() => RecordReread.ThrowIfChanged(_store, File, written));
        Damage(() => RecordReread.ThrowIfChanged(_store, "gone.json", written));
    }

    private static string Damage(Action act)
    {
        PhoenixException e = Assert.Throws<PhoenixException>(act);
        Assert.Equal(ErrorCode.RecordDamaged, e.Code);
        return e.Message;
    }

    private Evidence Write()
    {
        byte[] bytes = Seal.Apply(EvidenceBuilder.Build(_journal.Events, _journal.Head), null);
        _store.WriteFile(File, bytes);
        return Seal.Read(bytes);
    }
}
