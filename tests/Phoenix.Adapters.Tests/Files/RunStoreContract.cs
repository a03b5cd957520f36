using System.Text;
using Phoenix.Ports;
using Xunit;

namespace Phoenix.Adapters.Tests.Files;

/// <summary>What every run store does, the one on disk and the one in memory.</summary>
public abstract class RunStoreContract
{
    protected abstract IRunStore Store { get; }

    [Fact]
    public void A_new_store_is_empty()
    {
        Assert.NotEqual(Guid.Empty, Store.Run);
        Assert.Equal("", Journal());
        Assert.Null(Store.ReadFile("evidence.json"));
        Assert.Empty(Store.LedgerWriters(1, 1));
    }

    [Fact]
    public void Journal_lines_are_kept_as_they_are_and_in_order()
    {
        Store.AppendJournal("one\n"u8);
        Assert.Equal("one\n", Journal());
        Store.AppendJournal("\ntwo\n"u8);
        Assert.Equal("one\n\ntwo\n", Journal());
    }

    [Fact]
    public void A_journal_that_is_being_read_can_be_appended_to()
    {
        Store.AppendJournal("one\n"u8);
        using Stream reading = Store.ReadJournal();
        Store.AppendJournal("two\n"u8);
        Assert.Equal((byte)'o', (byte)reading.ReadByte());
    }

    [Fact]
    public void A_file_is_replaced_whole()
    {
        Store.WriteFile("evidence.json", "a long first content"u8);
        Store.WriteFile("evidence.json", "short"u8);
        Assert.Equal("short"u8, Store.ReadFile("evidence.json")!);
        Store.WriteFile("logs/database.log", ""u8);
        Assert.Empty(Store.ReadFile("logs/database.log")!);
    }

    [Fact]
    public void Ledgers_are_told_apart_by_cycle_attempt_and_writer()
    {
        foreach ((int cycle, int attempt, int writer) in ((int, int, int)[])[(1, 1, 0), (1, 1, 10), (1, 1, 2), (1, 2, 5), (2, 1, 7)])
        {
            using ILedgerLog ledger = Store.OpenLedger(cycle, attempt, writer);
            ledger.Append(Encoding.ASCII.GetBytes($"{cycle}-{attempt}-{writer}"));
        }

        Assert.Equal([0, 2, 10], Store.LedgerWriters(1, 1));
        Assert.Equal([5], Store.LedgerWriters(1, 2));
        Assert.Equal([7], Store.LedgerWriters(2, 1));
        Assert.Equal("1-1-10", Ledger(1, 1, 10));
        Assert.Equal("1-2-5", Ledger(1, 2, 5));
    }

    [Fact]
    public void What_was_appended_to_a_ledger_is_readable_at_once_and_opening_it_again_appends()
    {
        using (ILedgerLog ledger = Store.OpenLedger(1, 1, 0))
        {
            ledger.Append("ab"u8);
            ledger.Append("c"u8);
            Assert.Equal("abc", Ledger(1, 1, 0));
        }

        using ILedgerLog again = Store.OpenLedger(1, 1, 0);
        again.Append("d"u8);
        Assert.Equal("abcd", Ledger(1, 1, 0));
    }

    [Fact]
    public void A_directory_is_made_and_is_the_same_each_time()
    {
        string path = Store.Directory("wal/c0001");
        Assert.True(Directory.Exists(path));
        File.WriteAllText(Path.Combine(path, "segment"), "x");
        Assert.Equal(path, Store.Directory("wal/c0001"));
        Assert.True(File.Exists(Path.Combine(path, "segment")));
    }

    private string Journal() => Text(Store.ReadJournal());

    private string Ledger(int cycle, int attempt, int writer) => Text(Store.ReadLedger(cycle, attempt, writer));

    private static string Text(Stream stream)
    {
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
