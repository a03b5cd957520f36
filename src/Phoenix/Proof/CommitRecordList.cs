using System.Collections;
using Phoenix.Recovery;

namespace Phoenix.Proof;

/// <summary>
/// Commit records as differences to the one before, in few bytes each: a long load has millions of them. Reading in order is fast, and so is a jump: every block begins anew
/// from a mark. Safe for several readers at once, as long as nothing is added meanwhile.
/// </summary>
public sealed class CommitRecordList : IReadOnlyList<CommitRecord>
{
    private const int BlockBits = 10;
    private const int BlockMask = (1 << BlockBits) - 1;

    private readonly VarintStream _differences = new();
    private readonly List<Mark> _marks = [];
    private Block? _decoded;
    private CommitRecord _last;

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public CommitRecord this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            int number = index >> BlockBits;
            Block? block = Volatile.Read(ref _decoded);
            if (block is null || block.Number != number || block.Records.Length <= (index & BlockMask))
            {
                block = Decode(number);
                Volatile.Write(ref _decoded, block);
            }

            return block.Records[index & BlockMask];
        }
    }

    /// <summary>Appends a record; the order of appending is kept.</summary>
    public void Add(CommitRecord record)
    {
        if ((Count & BlockMask) == 0)
        {
            _marks.Add(new Mark(_differences.ReadFromEnd(), _last));
        }

        _differences.AppendSigned((long)record.Xid - _last.Xid);
        _differences.AppendSigned(record.Lsn - _last.Lsn);
        _differences.AppendSigned(record.CommittedAt.UtcTicks - _last.CommittedAt.UtcTicks);
        _last = record;
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

    private Block Decode(int number)
    {
        (VarintStream.Reader reader, CommitRecord last) = _marks[number];
        var records = new CommitRecord[Math.Min(BlockMask + 1, Count - (number << BlockBits))];
        for (int i = 0; i < records.Length; i++)
        {
            last = new CommitRecord(
                (uint)(last.Xid + reader.NextSigned()),
                new Lsn(unchecked(last.Lsn.Value + (ulong)reader.NextSigned())),
                new DateTimeOffset(last.CommittedAt.UtcTicks + reader.NextSigned(), TimeSpan.Zero));
            records[i] = last;
        }

        return new Block(number, records);
    }

    private sealed record Mark(VarintStream.Reader Reader, CommitRecord Last);

    private sealed record Block(int Number, CommitRecord[] Records);
}
