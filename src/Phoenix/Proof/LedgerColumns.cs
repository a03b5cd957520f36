using Phoenix.Recovery;

namespace Phoenix.Proof;

/// <summary>
/// One writer's attempts in about 20 bytes each. Fingerprint and flags can be reached by number (rows come in any order); times, LSN and
/// transaction are only ever read in order and are kept as differences.
/// </summary>
internal sealed class LedgerColumns(int writer)
{
    // 16,384 attempts: their fingerprints are at home among the large objects, which no collection copies.
    private const int ChunkBits = 14;
    private const int ChunkMask = (1 << ChunkBits) - 1;
    private const byte OutcomeMask = 0b0000_0011;
    private const byte PresentFlag = 0b0000_0100;
    private const byte LsnFlag = 0b0000_1000;
    private const byte XidFlag = 0b0001_0000;

    private readonly List<long[]> _fingerprints = [];
    private readonly List<byte[]> _flags = [];
    private readonly VarintStream _rest = new();
    private long _lastAt;
    private ulong _lastLsn;
    private ulong _lastXid;

    public int Writer { get; } = writer;

    public long Count { get; private set; }

    public long Acknowledged { get; private set; }

    public long? LastAcknowledgedAt { get; private set; }

    /// <summary>Appends the next attempt; a pending one has no <paramref name="endedAt"/>.</summary>
    public void Append(long fingerprint, long sentAt, WriteOutcome outcome, long endedAt, Lsn insertLsn, ulong xid)
    {
        int index = (int)(Count & ChunkMask);
        if (index == 0)
        {
            _fingerprints.Add(new long[ChunkMask + 1]);
            _flags.Add(new byte[ChunkMask + 1]);
        }

        _fingerprints[^1][index] = fingerprint;
        byte flags = (byte)outcome;
        _rest.AppendSigned(sentAt - _lastAt);
        _lastAt = sentAt;
        if (outcome != WriteOutcome.Pending)
        {
            _rest.AppendSigned(endedAt - _lastAt);
            _lastAt = endedAt;
        }

        if (insertLsn != Lsn.Zero)
        {
            flags |= LsnFlag;
            _rest.AppendSigned(unchecked((long)(insertLsn.Value - _lastLsn)));
            _lastLsn = insertLsn.Value;
        }

        if (xid != 0)
        {
            flags |= XidFlag;
            _rest.AppendSigned(unchecked((long)(xid - _lastXid)));
            _lastXid = xid;
        }

        _flags[^1][index] = flags;
        Count++;
        if (outcome == WriteOutcome.Acknowledged)
        {
            Acknowledged++;
            LastAcknowledgedAt = endedAt;
        }
    }

    public bool Has(long number) => number >= 1 && number <= Count;

    public long Fingerprint(long number) => _fingerprints[(int)((number - 1) >> ChunkBits)][(int)((number - 1) & ChunkMask)];

    public WriteOutcome Outcome(long number) => (WriteOutcome)(Flags(number) & OutcomeMask);

    /// <summary>Marks the attempt's row as found; false when it already was.</summary>
    public bool MarkPresent(long number)
    {
        ref byte flags = ref Flags(number);
        bool first = (flags & PresentFlag) == 0;
        flags |= PresentFlag;
        return first;
    }

    private ref byte Flags(long number) => ref _flags[(int)((number - 1) >> ChunkBits)][(int)((number - 1) & ChunkMask)];

    /// <summary>Walks the attempts in the order of their numbers.</summary>
    internal struct Reader(LedgerColumns columns)
    {
        private VarintStream.Reader _rest = new(columns._rest);
        private long _number;
        private long _lastAt;
        private ulong _lastLsn;
        private ulong _lastXid;

        public bool TryNext(out LedgerEntry entry)
        {
            if (_number == columns.Count)
            {
                entry = default;
                return false;
            }

            _number++;
            byte flags = columns.Flags(_number);
            var outcome = (WriteOutcome)(flags & OutcomeMask);
            long sentAt = _lastAt += _rest.NextSigned();
            long endedAt = outcome == WriteOutcome.Pending ? long.MaxValue : _lastAt += _rest.NextSigned();
            ulong lsn = (flags & LsnFlag) == 0 ? 0 : _lastLsn = unchecked(_lastLsn + (ulong)_rest.NextSigned());
            ulong xid = (flags & XidFlag) == 0 ? 0 : _lastXid = unchecked(_lastXid + (ulong)_rest.NextSigned());
            entry = new LedgerEntry(columns.Writer, _number, outcome, (flags & PresentFlag) != 0, sentAt, endedAt, new Lsn(lsn), xid);
            return true;
        }
    }
}
