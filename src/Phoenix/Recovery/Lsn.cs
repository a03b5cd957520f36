using System.Globalization;

namespace Phoenix.Recovery;

/// <summary>A position in the write-ahead log, in bytes (PostgreSQL's <c>pg_lsn</c>).</summary>
/// <param name="Value">Bytes since the beginning of the log.</param>
public readonly record struct Lsn(ulong Value) : IComparable<Lsn>
{
    /// <summary>The position 0/0, which PostgreSQL uses for "none".</summary>
    public static Lsn Zero => default;

    /// <summary>Reads PostgreSQL's spelling, e.g. <c>0/3000148</c>.</summary>
    /// <exception cref="FormatException">The text is no LSN.</exception>
    public static Lsn Parse(string text) =>
        TryParse(text, out Lsn lsn) ? lsn : throw new FormatException($"'{text}' is no LSN (expected e.g. 0/3000148)");

    /// <summary>Reads PostgreSQL's spelling; false when <paramref name="text"/> is something else.</summary>
    public static bool TryParse(string? text, out Lsn lsn)
    {
        lsn = default;
        int slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash is < 1 or > 8
            || text!.Length - slash > 9
            || !uint.TryParse(text.AsSpan(0, slash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint high)
            || !uint.TryParse(text.AsSpan(slash + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint low))
        {
            return false;
        }

        lsn = new Lsn(((ulong)high << 32) | low);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(Lsn other) => Value.CompareTo(other.Value);

    /// <summary>Whether <paramref name="left"/> lies before <paramref name="right"/>.</summary>
    public static bool operator <(Lsn left, Lsn right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> lies after <paramref name="right"/>.</summary>
    public static bool operator >(Lsn left, Lsn right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> lies at or before <paramref name="right"/>.</summary>
    public static bool operator <=(Lsn left, Lsn right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> lies at or after <paramref name="right"/>.</summary>
    public static bool operator >=(Lsn left, Lsn right) => left.Value >= right.Value;

    /// <summary>The distance in bytes; negative when <paramref name="right"/> lies after <paramref name="left"/>.</summary>
    public static long operator -(Lsn left, Lsn right) => unchecked((long)(left.Value - right.Value));

    /// <summary>PostgreSQL's spelling.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Value >> 32:X}/{(uint)Value:X}");
}
