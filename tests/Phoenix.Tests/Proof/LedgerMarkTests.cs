using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

public sealed class LedgerMarkTests
{
    private readonly HistoryBuilder _builder = new(Scenario.Quiesced);

    [Fact]
    public void Counts_what_is_there()
    {
        Ledger ledger = _builder.BuildLedger();
        Assert.Equal((48, 45, 1, 2), (ledger.Attempted, ledger.Acknowledged, ledger.Failed, ledger.InDoubt));
        Assert.Equal((46, 46, 1, 0, 0), (ledger.Rows, ledger.Present, ledger.InDoubtPresent, ledger.Lost, ledger.Unexpected));
        foreach (LedgerEntry entry in ledger)
        {
            Transfer t = _builder.Transfers.Single(t => t.Writer == entry.Writer && t.Number == entry.Number);
            Assert.Equal(t.Row is not null, entry.Present);
        }
    }

    [Fact]
    public void A_row_that_is_absent_is_lost()
    {
        _builder.EarlyKept.Lose();
        Ledger ledger = _builder.BuildLedger();
        Assert.Equal((45, 1, 0), (ledger.Present, ledger.Lost, ledger.Unexpected));
    }

    [Fact]
    public void A_row_of_another_run_or_cycle_is_foreign()
    {
        LedgerRow row = _builder.EarlyKept.Attempted;
        Phantom(PhantomKind.Foreign, HistoryBuilder.Digested(row with { Run = Guid.NewGuid() }));
        Phantom(PhantomKind.Foreign, HistoryBuilder.Digested(row with { Cycle = 1 }));
    }

    [Fact]
    public void A_row_that_nobody_attempted_is_found()
    {
        LedgerRow row = _builder.EarlyKept.Attempted;
        Phantom(PhantomKind.NeverAttempted, HistoryBuilder.Digested(row with { Number = 13 }));
        Phantom(PhantomKind.NeverAttempted, HistoryBuilder.Digested(row with { Number = 0 }));
        Phantom(PhantomKind.NeverAttempted, HistoryBuilder.Digested(row with { Number = -1 }));
        Phantom(PhantomKind.NeverAttempted, HistoryBuilder.Digested(row with { Writer = 4 }));
    }

    [Fact]
    public void A_row_returned_twice_is_found() => Phantom(PhantomKind.Duplicate, _builder.EarlyKept.Attempted);

    [Fact]
    public void A_failed_write_that_is_there_is_found()
    {
        _builder.Transfers.Single(t => t.Outcome == WriteOutcome.Failed).Keep();
        Ledger ledger = _builder.BuildLedger();
        Assert.Equal(PhantomKind.Failed, Assert.Single(ledger.Phantoms).Kind);
        Assert.Equal(1, ledger.Unexpected);
    }

    [Theory]
    [InlineData("nonce", false)]
    [InlineData("from", false)]
    [InlineData("to", false)]
    [InlineData("amount", false)]
    [InlineData("digest", false)]
    [InlineData("nonce", true)]
    [InlineData("from", true)]
    [InlineData("to", true)]
    [InlineData("amount", true)]
    public void A_row_altered_in_any_column_is_found(string column, bool digestToo)
    {
        Transfer t = _builder.EarlyKept;
        LedgerRow row = t.Attempted;
        LedgerRow altered = column switch
        {
            "nonce" => row with { Nonce = row.Nonce + 1 },
            "from" => row with { From = row.From + 1 },
            "to" => row with { To = row.To + 1 },
            "amount" => row with { Amount = row.Amount + 1 },
            _ => row with { Digest = row.Digest ^ 1 },
        };
        t.Row = digestToo ? HistoryBuilder.Digested(altered) : altered;
        Ledger ledger = _builder.BuildLedger();
        Assert.Equal(PhantomKind.Altered, Assert.Single(ledger.Phantoms).Kind);
        Assert.Equal((1, 1), (ledger.Unexpected, ledger.Lost));
    }

    [Fact]
    public void Rows_swapped_between_two_attempts_are_found()
    {
        Transfer a = _builder.Transfers[0];
        Transfer b = _builder.Transfers[4];
        a.Row = b.Attempted with { Number = a.Number };
        b.Row = a.Attempted with { Number = b.Number };
        Assert.Equal(2, _builder.BuildLedger().Unexpected);
    }

    [Fact]
    public void Money_of_every_row_is_folded()
    {
        Ledger ledger = _builder.BuildLedger();
        for (int account = 0; account < HistoryBuilder.Accounts; account++)
        {
            long expected = _builder.Transfers.Where(t => t.Money).Sum(t =>
                (t.Attempted.To == account ? t.Attempted.Amount : 0) - (t.Attempted.From == account ? t.Attempted.Amount : 0));
            Assert.Equal(expected, ledger.Moved.GetValueOrDefault(account));
        }

        _builder.Extra.Add(_builder.EarlyKept.Attempted with { Run = Guid.NewGuid(), From = 100, To = 101, Amount = 5 });
        Assert.Equal((-5, 5), (_builder.BuildLedger().Moved[100], _builder.BuildLedger().Moved[101]));
    }

    [Fact]
    public void All_phantoms_are_counted_and_a_few_kept()
    {
        for (int i = 0; i < 100; i++)
        {
            _builder.Extra.Add(_builder.EarlyKept.Attempted with { Number = 1000 + i });
        }

        Ledger ledger = _builder.BuildLedger();
        Assert.Equal((100, Ledger.PhantomSample), (ledger.Unexpected, ledger.Phantoms.Count));
    }

    // The columns keep 16,384 attempts together.
    [Theory]
    [InlineData(16_383)]
    [InlineData(16_384)]
    [InlineData(16_385)]
    [InlineData(32_768)]
    [InlineData(32_769)]
    public void Rows_are_found_wherever_the_columns_go_on(int attempts)
    {
        MemoryRunStore store = new(_builder.Run);
        using (LedgerRecorder recorder = new(store.OpenLedger(1, 1, 0), _builder.Run, 1, 0, new LedgerClock(new ManualTime(DateTimeOffset.UnixEpoch)), new LedgerCounters()))
        {
            for (int n = 1; n <= attempts; n++)
            {
                recorder.Attempted(new Attempt(0, n, n, 1, 2, 3, 4));
                recorder.Ended(n, TransferOutcome.Acknowledged(new Lsn(8), 9));
            }
        }

        Ledger ledger = Ledger.Read(_builder.Run, 1, store, 1);
        for (int n = attempts; n >= 1; n--)
        {
            ledger.Mark(new LedgerRow(_builder.Run, 1, 0, n, n, 1, 2, 3, 4));
        }

        Assert.Equal((attempts, 0, 0), (ledger.Present, ledger.Lost, ledger.Unexpected));
    }

    private void Phantom(PhantomKind kind, LedgerRow row)
    {
        _builder.Extra.Clear();
        _builder.Extra.Add(row);
        Ledger ledger = _builder.BuildLedger();
        Assert.Equal(kind, Assert.Single(ledger.Phantoms).Kind);
        Assert.Equal((1, 46), (ledger.Unexpected, ledger.Present));
    }
}
