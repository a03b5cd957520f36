using System.Globalization;

namespace Phoenix.Recovery;

/// <summary>One WAL segment file: a timeline and a number, with the segment size that both depend on.</summary>
/// <param name="Timeline">The timeline (1 and up).</param>
/// <param name="Number">Position of the segment in the log: start LSN divided by the size.</param>
/// <param name="Size">Segment size in bytes (<c>wal_segment_size</c>), a power of two from 1 MiB to 1 GiB.</param>
public readonly record struct WalSegment(uint Timeline, ulong Number, uint Size = WalSegment.DefaultSize) : IComparable<WalSegment>
{
    /// <summary>PostgreSQL's default segment size, 16 MiB.</summary>
    public const uint DefaultSize = 16 * 1024 * 1024;

    /// <summary>First LSN in the segment.</summary>
    public Lsn Start => new(Number * Size);

    /// <summary>First LSN after the segment.</summary>
    public Lsn End => new((Number + 1) * Size);

    /// <summary>The file name, 24 hexadecimal digits.</summary>
    public string Name
    {
        get
        {
            ulong perId = 0x1_0000_0000UL / Size;
            return string.Create(CultureInfo.InvariantCulture, $"{Timeline:X8}{Number / perId:X8}{Number % perId:X8}");
        }
    }

    /// <summary>The segment on the same timeline that follows.</summary>
    public WalSegment Next => this with { Number = Number + 1 };

    /// <summary>The segment that holds the byte at <paramref name="lsn"/>.</summary>
    public static WalSegment Containing(uint timeline, Lsn lsn, uint size = DefaultSize) => new(timeline, lsn.Value / size, size);

    /// <summary>The last segment with a byte before <paramref name="lsn"/>: where a record that ends at <paramref name="lsn"/> lies.</summary>
    public static WalSegment EndingAt(uint timeline, Lsn lsn, uint size = DefaultSize) => new(timeline, lsn.Value == 0 ? 0 : (lsn.Value - 1) / size, size);

    /// <summary>Reads a segment file name; false when <paramref name="name"/> is something else (a history file, say).</summary>
    public static bool TryParse(ReadOnlySpan<char> name, uint size, out WalSegment segment)
    {
        segment = default;
        // PostgreSQL writes upper case only: anything else is another file.
        if (name.Length != 24
            || name.ContainsAnyExcept("0123456789ABCDEF")
            || !uint.TryParse(name[..8], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint timeline)
            || !uint.TryParse(name[8..16], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint id)
            || !uint.TryParse(name[16..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint part))
        {
            return false;
        }

        ulong perId = 0x1_0000_0000UL / size;
        if (timeline == 0 || part >= perId)
        {
            return false;
        }

        segment = new WalSegment(timeline, (id * perId) + part, size);
        return true;
    }

    /// <summary>Orders by timeline, then by number.</summary>
    public int CompareTo(WalSegment other) =>
        Timeline != other.Timeline ? Timeline.CompareTo(other.Timeline) : Number.CompareTo(other.Number);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
