using System.Collections;
using Phoenix.Recovery;

namespace Phoenix.Proof;

/// <summary>Commit records in 20 bytes each, in chunks that never move: a long load has millions of them.</summary>
public sealed class CommitRecordList : IReadOnlyList<CommitRecord>
{
    private const int ChunkBits = 14;
    private const int ChunkMask = (1 << ChunkBits) - 1;

    private readonly List<uint[]> _xids = [];
    private readonly List<ulong[]> _lsns = [];
    private readonly List<long[]> _ticks = [];

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public CommitRecord this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            int chunk = index >> ChunkBits;
            int at = index & ChunkMask;
            return new CommitRecord(_xids[chunk][at], new Lsn(_lsns[chunk][at]), new DateTimeOffset(_ticks[chunk][at], TimeSpan.Zero));
        }
    }

    /// <summary>Appends a record; the order of appending is kept.</summary>
    public void Add(CommitRecord record)
    {
        int at = Count & ChunkMask;
        if (at == 0)
        {
            _xids.Add(new uint[ChunkMask + 1]);
            _lsns.Add(new ulong[ChunkMask + 1]);
            _ticks.Add(new long[ChunkMask + 1]);
        }

        _xids[^1][at] = record.Xid;
        _lsns[^1][at] = record.Lsn.Value;
        _ticks[^1][at] = record.CommittedAt.UtcTicks;
        Count++;
    }

    /// <inheritdoc/>
    public IEnumerator<CommitRecord> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
