using System.Security.Cryptography;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Recovery;

namespace Phoenix.Proof;

/// <summary>Reads ledger files into columns, trusting nothing but a whole, dense and intact sequence of records.</summary>
internal sealed class LedgerReader
{
    private const int BufferSize = 4096 * LedgerFormat.RecordSize;

    private readonly Guid _run;
    private readonly int _cycle;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[BufferSize];
    private DateTimeOffset? _epoch;
    private LedgerTally _tally;
    private int _tornTails;

    private LedgerReader(Guid run, int cycle) => (_run, _cycle) = (run, cycle);

    public static Ledger Read(Guid run, int cycle, IRunStore store, int attempt)
    {
        var reader = new LedgerReader(run, cycle);
        List<LedgerColumns> writers = [];
        using (reader._hash)
        {
            foreach (int writer in store.LedgerWriters(cycle, attempt))
            {
                using Stream file = store.ReadLedger(cycle, attempt, writer);
                var columns = new LedgerColumns(writer);
                reader.ReadFile(file, columns);
                writers.Add(columns);
            }

            string sha256 = Convert.ToHexStringLower(reader._hash.GetHashAndReset());
            return new Ledger(run, cycle, reader._epoch ?? default, sha256, reader._tornTails, reader._tally, writers);
        }
    }

    private void ReadFile(Stream file, LedgerColumns columns)
    {
        var sequence = new Sequence(columns);
        long position = 0;
        while (true)
        {
            int read = file.ReadAtLeast(_buffer, BufferSize, throwOnEndOfStream: false);
            ReadOnlySpan<byte> data = _buffer.AsSpan(0, read);
            _hash.AppendData(data);
            bool lastBuffer = read < BufferSize;
            for (; data.Length >= LedgerFormat.RecordSize; data = data[LedgerFormat.RecordSize..], position += LedgerFormat.RecordSize)
            {
                ReadOnlySpan<byte> block = data[..LedgerFormat.RecordSize];
                if (!LedgerFormat.IsIntact(block))
                {
                    // Only the very last block of a file can have been torn by the death of its writer.
                    if (data.Length > LedgerFormat.RecordSize || !AtEnd(file))
                    {
                        throw Damaged(columns.Writer, position, "its check does not fit");
                    }

                    _tornTails++;
                    Finish(ref sequence);
                    return;
                }

                if (position == 0)
                {
                    ReadHeader(block, columns.Writer);
                }
                else if (sequence.Take(block, ref _tally) is string fault)
                {
                    throw Damaged(columns.Writer, position, fault);
                }
            }

            if (lastBuffer)
            {
                _tornTails += data.IsEmpty ? 0 : 1;
                Finish(ref sequence);
                return;
            }
        }
    }

    private static bool AtEnd(Stream file) => file.ReadByte() < 0;

    private void ReadHeader(ReadOnlySpan<byte> block, int writer)
    {
        if (LedgerFormat.ReadHeader(block) is not LedgerHeader header)
        {
            throw Damaged(writer, 0, "it does not begin with a ledger header of this version");
        }

        if (header.Run != _run || header.Cycle != _cycle || header.Writer != writer)
        {
            throw Damaged(writer, 0, $"it is of run {header.Run}, cycle {header.Cycle}, writer {header.Writer}");
        }

        // Times of writers with different epochs could not be compared.
        if (_epoch is DateTimeOffset epoch && epoch != header.Epoch)
        {
            throw Damaged(writer, 0, "its clock is not the other writers' clock");
        }

        _epoch = header.Epoch;
    }

    private void Finish(ref Sequence sequence) => sequence.Finish(ref _tally);

    private PhoenixException Damaged(int writer, long position, string fault) => new(
        ErrorCode.RecordDamaged,
        $"the ledger of run {_run}, cycle {_cycle}, writer {writer} is damaged at byte {position}: {fault}",
        "without a whole ledger nothing can be proven; run the drill again");

    /// <summary>Pairs attempts with outcomes: numbers from 1 without gaps, at most one under way, time never backwards.</summary>
    private struct Sequence(LedgerColumns columns)
    {
        private long _fingerprint;
        private long _sentAt;
        private long _lastAt;
        private bool _pending;

        public string? Take(ReadOnlySpan<byte> block, ref LedgerTally tally)
        {
            long at = LedgerFormat.At(block);
            if (LedgerFormat.Writer(block) != columns.Writer)
            {
                return $"a record of writer {LedgerFormat.Writer(block)}";
            }

            if (at < _lastAt)
            {
                return "its clock ran backwards";
            }

            _lastAt = at;
            return LedgerFormat.Kind(block) switch
            {
                LedgerFormat.AttemptKind => Begin(block, at),
                LedgerFormat.OutcomeKind => End(block, at, ref tally),
                byte kind => $"a record of unknown kind {kind}",
            };
        }

        public void Finish(ref LedgerTally tally)
        {
            if (_pending)
            {
                columns.Append(_fingerprint, _sentAt, WriteOutcome.Pending, 0, Lsn.Zero, 0);
                tally = tally.Add(WriteOutcome.Pending);
            }
        }

        private string? Begin(ReadOnlySpan<byte> block, long at)
        {
            if (_pending || LedgerFormat.Number(block) != columns.Count + 1)
            {
                return $"attempt {LedgerFormat.Number(block)} after {columns.Count}{(_pending ? " and one that did not end" : "")}";
            }

            (_fingerprint, _sentAt, _pending) = (LedgerFormat.Fingerprint(block), at, true);
            return null;
        }

        private string? End(ReadOnlySpan<byte> block, long at, ref LedgerTally tally)
        {
            WriteOutcome outcome = LedgerFormat.Outcome(block);
            if (!_pending || LedgerFormat.Number(block) != columns.Count + 1)
            {
                return $"an outcome of {LedgerFormat.Number(block)}, which is not under way";
            }

            if (outcome is not (WriteOutcome.Acknowledged or WriteOutcome.Failed or WriteOutcome.InDoubt))
            {
                return $"unknown outcome {outcome}";
            }

            columns.Append(_fingerprint, _sentAt, outcome, at, LedgerFormat.InsertLsn(block), LedgerFormat.Xid(block));
            tally = tally.Add(outcome);
            _pending = false;
            return null;
        }
    }
}
