using System.Buffers.Binary;
using Npgsql;
using Phoenix.Errors;
using Phoenix.Proof;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>
/// Reads the ledger by <c>COPY ... TO STDOUT (FORMAT BINARY)</c>. COPY of a table (not of a query) always scans the heap from its first to its last
/// page, and no index has a part in it. Decoded by hand: every row has the same 102 bytes.
/// </summary>
internal static class LedgerCopy
{
    private const string Sql =
        "COPY public.ledger (run, cycle, writer, number, nonce, from_account, to_account, amount, digest) TO STDOUT (FORMAT BINARY)";

    private const int RowSize = 102;

    // Fields' lengths in the order of the columns.
    private static readonly int[] Lengths = [16, 4, 4, 8, 8, 4, 4, 8, 8];

    private static ReadOnlySpan<byte> Signature => [0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0x00];

    internal static async Task ReadAsync(NpgsqlConnection connection, Action<LedgerRow> visit, CancellationToken cancellationToken)
    {
        NpgsqlRawCopyStream stream = await connection.BeginRawBinaryCopyAsync(Sql, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            // The server sends a message for each row: reading them synchronously, on a thread of the pool, saves a state machine for each.
            await Task.Run(() => Read(stream, visit, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Read(Stream stream, Action<LedgerRow> visit, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[64 * 1024];
        int start = 0;
        int end = 0;
        bool header = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int read = stream.Read(buffer.AsSpan(end));
            if (read == 0)
            {
                throw Damaged("it ended without its trailer");
            }

            end += read;
            if (!header && end - start >= 19)
            {
                start += ReadHeader(buffer.AsSpan(start, 19));
                header = true;
            }

            int used = 0;
            bool complete = header && Decode(buffer.AsSpan(start, end - start), visit, out used);
            start += used;
            if (complete)
            {
                if (start != end || stream.Read(buffer) != 0)
                {
                    throw Damaged("bytes follow its trailer");
                }

                return;
            }

            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }
    }

    private static int ReadHeader(ReadOnlySpan<byte> header) =>
        header.StartsWith(Signature) && BinaryPrimitives.ReadInt32BigEndian(header[11..]) == 0 && BinaryPrimitives.ReadInt32BigEndian(header[15..]) == 0
            ? 19
            : throw Damaged("its header is not known");

    /// <summary>Hands over the whole rows in <paramref name="data"/>; true once the trailer was read.</summary>
    private static bool Decode(ReadOnlySpan<byte> data, Action<LedgerRow> visit, out int used)
    {
        used = 0;
        while (data.Length >= 2)
        {
            short fields = BinaryPrimitives.ReadInt16BigEndian(data);
            if (fields == -1)
            {
                used += 2;
                return true;
            }

            if (fields != Lengths.Length)
            {
                throw Damaged($"a row has {fields} columns");
            }

            if (data.Length < RowSize)
            {
                break;
            }

            visit(Row(data));
            used += RowSize;
            data = data[RowSize..];
        }

        return false;
    }

    private static LedgerRow Row(ReadOnlySpan<byte> data)
    {
        int at = 2;
        foreach (int length in Lengths)
        {
            if (BinaryPrimitives.ReadInt32BigEndian(data[at..]) != length)
            {
                throw Damaged("a column is null or has another type");
            }

            at += 4 + length;
        }

        return new LedgerRow(
            new Guid(data.Slice(6, 16), bigEndian: true),
            BinaryPrimitives.ReadInt32BigEndian(data[26..]),
            BinaryPrimitives.ReadInt32BigEndian(data[34..]),
            BinaryPrimitives.ReadInt64BigEndian(data[42..]),
            BinaryPrimitives.ReadInt64BigEndian(data[54..]),
            BinaryPrimitives.ReadInt32BigEndian(data[66..]),
            BinaryPrimitives.ReadInt32BigEndian(data[74..]),
            BinaryPrimitives.ReadInt64BigEndian(data[82..]),
            BinaryPrimitives.ReadInt64BigEndian(data[94..]));
    }

    private static PhoenixException Damaged(string how) => new(
        ErrorCode.ToolFailed,
        "the ledger could not be read: " + how,
        "The table phoenix_proof.ledger is not the one that Phoenix made; look at it with psql");
}
