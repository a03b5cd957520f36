using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Phoenix.Proof;

/// <summary>Ties all columns of a ledger row together, so that a row altered in any of them no longer matches its attempt.</summary>
public static class LedgerDigest
{
    /// <summary>First 64 bits, big-endian, of SHA-256 over run (16 bytes), cycle, writer, number, nonce, from, to, amount, each big-endian at its column's width.</summary>
    public static long Compute(Guid run, int cycle, int writer, long number, long nonce, int from, int to, long amount)
    {
        Span<byte> data = stackalloc byte[56];
        run.TryWriteBytes(data, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(data[16..], cycle);
        BinaryPrimitives.WriteInt32BigEndian(data[20..], writer);
        BinaryPrimitives.WriteInt64BigEndian(data[24..], number);
        BinaryPrimitives.WriteInt64BigEndian(data[32..], nonce);
        BinaryPrimitives.WriteInt32BigEndian(data[40..], from);
        BinaryPrimitives.WriteInt32BigEndian(data[44..], to);
        BinaryPrimitives.WriteInt64BigEndian(data[48..], amount);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(data, hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }
}
