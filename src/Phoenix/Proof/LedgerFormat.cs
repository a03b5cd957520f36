using System.Buffers.Binary;
using System.Numerics;
using Phoenix.Recovery;

namespace Phoenix.Proof;

/// <summary>
/// The ledger file of one writer: a header and then records, all of <see cref="RecordSize"/> bytes, little-endian. Each block ends in a
/// CRC-32C over the rest of it, so that a torn tail and a damaged middle can be told from what was written.
/// </summary>
public static class LedgerFormat
{
    /// <summary>Bytes in the header and in each record.</summary>
    public const int RecordSize = 64;

    /// <summary>Version of the layout.</summary>
    public const int Version = 1;

    internal const byte AttemptKind = (byte)'A';
    internal const byte OutcomeKind = (byte)'O';

    private const int CheckOffset = RecordSize - sizeof(uint);

    private static ReadOnlySpan<byte> Magic => "PHXLEDGR"u8;

    /// <summary>Encodes the header.</summary>
    public static void WriteHeader(Span<byte> block, in LedgerHeader header)
    {
        block = Clear(block);
        Magic.CopyTo(block);
        BinaryPrimitives.WriteInt32LittleEndian(block[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(block[12..], header.Cycle);
        BinaryPrimitives.WriteInt32LittleEndian(block[16..], header.Writer);
        header.Run.TryWriteBytes(block[20..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64LittleEndian(block[36..], header.Epoch.UtcTicks);
        Seal(block);
    }

    /// <summary>Encodes the record of an attempt.</summary>
    /// <param name="block">Where to.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="sentAt">Nanoseconds since the clock's epoch, taken before the first byte is sent.</param>
    public static void WriteAttempt(Span<byte> block, in Attempt attempt, long sentAt)
    {
        block = Clear(block);
        block[0] = AttemptKind;
        BinaryPrimitives.WriteInt32LittleEndian(block[4..], attempt.Writer);
        BinaryPrimitives.WriteInt64LittleEndian(block[8..], attempt.Number);
        BinaryPrimitives.WriteInt64LittleEndian(block[16..], attempt.Nonce);
        BinaryPrimitives.WriteInt32LittleEndian(block[24..], attempt.From);
        BinaryPrimitives.WriteInt32LittleEndian(block[28..], attempt.To);
        BinaryPrimitives.WriteInt64LittleEndian(block[32..], attempt.Amount);
        BinaryPrimitives.WriteInt64LittleEndian(block[40..], attempt.Digest);
        BinaryPrimitives.WriteInt64LittleEndian(block[48..], sentAt);
        Seal(block);
    }

    /// <summary>Encodes the record of an outcome.</summary>
    /// <param name="block">Where to.</param>
    /// <param name="writer">The writer.</param>
    /// <param name="number">Its counter.</param>
    /// <param name="outcome">What it learnt; the reason is for logs and is not kept here.</param>
    /// <param name="endedAt">Nanoseconds since the clock's epoch, taken after the outcome was known.</param>
    public static void WriteOutcome(Span<byte> block, int writer, long number, in TransferOutcome outcome, long endedAt)
    {
        block = Clear(block);
        block[0] = OutcomeKind;
        block[1] = (byte)outcome.Outcome;
        BinaryPrimitives.WriteInt32LittleEndian(block[4..], writer);
        BinaryPrimitives.WriteInt64LittleEndian(block[8..], number);
        BinaryPrimitives.WriteUInt64LittleEndian(block[16..], outcome.InsertLsn.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(block[24..], outcome.Xid);
        BinaryPrimitives.WriteInt64LittleEndian(block[48..], endedAt);
        Seal(block);
    }

    /// <summary>Whether the block is as it was written.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> block) =>
        BinaryPrimitives.ReadUInt32LittleEndian(block[CheckOffset..]) == Check(block);

    /// <summary>Decodes a header; null when the block is no header of this version.</summary>
    public static LedgerHeader? ReadHeader(ReadOnlySpan<byte> block)
    {
        if (!IsIntact(block) || !block.StartsWith(Magic) || BinaryPrimitives.ReadInt32LittleEndian(block[8..]) != Version)
        {
            return null;
        }

        return new LedgerHeader(
            new Guid(block.Slice(20, 16), bigEndian: true),
            BinaryPrimitives.ReadInt32LittleEndian(block[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(block[16..]),
            new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(block[36..]), TimeSpan.Zero));
    }

    internal static byte Kind(ReadOnlySpan<byte> block) => block[0];

    internal static int Writer(ReadOnlySpan<byte> block) => BinaryPrimitives.ReadInt32LittleEndian(block[4..]);

    internal static long Number(ReadOnlySpan<byte> block) => BinaryPrimitives.ReadInt64LittleEndian(block[8..]);

    internal static long Fingerprint(ReadOnlySpan<byte> block) => RowFingerprint.Of(
        BinaryPrimitives.ReadInt64LittleEndian(block[16..]),
        BinaryPrimitives.ReadInt32LittleEndian(block[24..]),
        BinaryPrimitives.ReadInt32LittleEndian(block[28..]),
        BinaryPrimitives.ReadInt64LittleEndian(block[32..]),
        BinaryPrimitives.ReadInt64LittleEndian(block[40..]));

    internal static long At(ReadOnlySpan<byte> block) => BinaryPrimitives.ReadInt64LittleEndian(block[48..]);

    internal static WriteOutcome Outcome(ReadOnlySpan<byte> block) => (WriteOutcome)block[1];

    internal static Lsn InsertLsn(ReadOnlySpan<byte> block) => new(BinaryPrimitives.ReadUInt64LittleEndian(block[16..]));

    internal static ulong Xid(ReadOnlySpan<byte> block) => BinaryPrimitives.ReadUInt64LittleEndian(block[24..]);

    private static Span<byte> Clear(Span<byte> block)
    {
        block = block[..RecordSize];
        block.Clear();
        return block;
    }

    private static void Seal(Span<byte> block) => BinaryPrimitives.WriteUInt32LittleEndian(block[CheckOffset..], Check(block));

    private static uint Check(ReadOnlySpan<byte> block)
    {
        uint crc = uint.MaxValue;
        for (int i = 0; i < CheckOffset - sizeof(uint); i += sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(block[i..]));
        }

        // Inverted, so that a block of zeros (a hole in a file) is never intact.
        return ~BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt32LittleEndian(block[(CheckOffset - sizeof(uint))..]));
    }
}
