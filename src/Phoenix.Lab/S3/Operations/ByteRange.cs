using System.Globalization;

namespace Phoenix.Lab.S3.Operations;

/// <summary>The part of an object that a Range header asks for.</summary>
/// <param name="First">Offset of its first byte.</param>
/// <param name="Length">Its bytes.</param>
internal readonly record struct ByteRange(long First, long Length)
{
    private const string Unit = "bytes=";

    /// <summary>Reads a Range header; null when there is none, or none that makes sense, which is to be ignored.</summary>
    /// <exception cref="S3Exception">Nothing of the range lies in the object, or several were asked for.</exception>
    public static ByteRange? Parse(string header, long size)
    {
        if (!header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        if (header.Contains(',', StringComparison.Ordinal))
        {
            throw new S3Exception(S3Error.NotImplemented, "More than one range is not implemented.");
        }
        if (header[Unit.Length..].Split('-') is not [string from, string to])
        {
            return null;
        }
        long? first = Number(from), last = Number(to);
        if ((from.Length > 0 && first is null) || (to.Length > 0 && last is null))
        {
            return null;
        }
        return (first, last) switch
        {
            (null, null) => null,
            (null, { } suffix) => suffix > 0 && size > 0 ? new ByteRange(Math.Max(0, size - suffix), Math.Min(suffix, size)) : throw Unsatisfiable(header, size),
            ({ } begin, { } end) when end < begin => null,
            ({ } begin, _) when begin >= size => throw Unsatisfiable(header, size),
            ({ } begin, null) => new ByteRange(begin, size - begin),
            ({ } begin, { } end) => new ByteRange(begin, Math.Min(end, size - 1) - begin + 1),
        };
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;

    private static S3Exception Unsatisfiable(string header, long size) => new(
        S3Error.InvalidRange, null, ("RangeRequested", header), ("ActualObjectSize", size.ToString(CultureInfo.InvariantCulture)));
}
