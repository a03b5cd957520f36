using System.Collections;
using Phoenix.Recovery;

namespace Phoenix.Proof;

/// <summary>
/// Commit records as differences to the one before, in few bytes each: a long load has millions of them. They are only ever read in order. Safe for several readers at
/// once, as long as nothing is added meanwhile.
/// </summary>
public sealed class CommitRecordList : IReadOnlyCollection<CommitRecord>
{
    private readonly VarintStream _differences = new();
    private CommitRecord _last;

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <summary>Appends a record; the order of appending is kept.</summary>
    public void Add(CommitRecord record)
    {
        _differences.AppendSigned((long)record.Xid - _last.Xid);
        _differences.AppendSigned(record.Lsn - _last.Lsn);
        _differences.AppendSigned(record.CommittedAt.UtcTicks - _last.CommittedAt.UtcTicks);
        _last = record;
        Count++;
    }

    /// <inheritdoc/>
    public IEnumerator<CommitRecord> GetEnumerator()
    {
        var reader = new VarintStream.Reader(_differences);
        CommitRecord last = default;
        for (int i = 0; i < Count; i++)
        {
            last = new CommitRecord(
                (uint)(last.Xid + reader.NextSigned()),
                new Lsn(unchecked(last.Lsn.Value + (ulong)reader.NextSigned())),
                new DateTimeOffset(last.CommittedAt.UtcTicks + reader.NextSigned(), TimeSpan.Zero));
            yield return last;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
