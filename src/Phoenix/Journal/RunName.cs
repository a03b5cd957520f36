using System.Buffers.Binary;
using System.Globalization;

namespace Phoenix.Journal;

/// <summary>
/// A run's name for people and its directory's: begin in UTC and four digits of its number, <c>20260210-145402-9f3c</c>. It follows from the run's
/// number (a version 7 UUID, which begins with the time), so that the two cannot disagree.
/// </summary>
public static class RunName
{
    /// <summary>A number for a run that begins at <paramref name="at"/>.</summary>
    public static Guid NewRun(DateTimeOffset at) => Guid.CreateVersion7(at);

    /// <summary>The name of <paramref name="run"/>. A number of another kind (no time in it) is its own name.</summary>
    public static string Of(Guid run)
    {
        if (run.Version != 7)
        {
            return run.ToString("N");
        }

        Span<byte> bytes = stackalloc byte[16];
        run.TryWriteBytes(bytes, bigEndian: true, out _);
        long milliseconds = BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16;
        DateTimeOffset at = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return string.Create(CultureInfo.InvariantCulture, $"{at:yyyyMMdd-HHmmss}-{BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]):x4}");
    }
}
