using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Win32.SafeHandles;
using Phoenix.Lab.S3.Payloads;

namespace Phoenix.Lab.S3.Storage;

/// <summary>
/// The format of object and part files: data, then a record as JSON, then a footer (length and CRC of the record,
/// magic). Data and record are one file, so one rename puts both in place; the record comes last because
/// the ETag is known only after the data.
/// </summary>
internal static class SealedFile
{
    private const int FooterLength = 16;
    private const int LargestRecord = 1 << 20;

    private static ReadOnlySpan<byte> Magic => "PHXOBJ01"u8;

    /// <summary>Appends record and footer behind the data.</summary>
    public static void Seal<T>(SafeFileHandle file, long dataLength, T record, JsonTypeInfo<T> type)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(record, type);
        byte[] tail = new byte[json.Length + FooterLength];
        json.CopyTo(tail, 0);
        Span<byte> footer = tail.AsSpan(json.Length);
        BinaryPrimitives.WriteInt32LittleEndian(footer, json.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(footer[4..], Checksum(json));
        Magic.CopyTo(footer[8..]);
        RandomAccess.Write(file, tail, dataLength);
    }

    /// <summary>Reads the record of a sealed file.</summary>
    /// <exception cref="InvalidDataException">The file is not whole: the disk lost what it had promised to keep.</exception>
    public static T Read<T>(SafeFileHandle file, string path, JsonTypeInfo<T> type)
    {
        long length = RandomAccess.GetLength(file);
        Span<byte> footer = stackalloc byte[FooterLength];
        if (length < FooterLength || ReadAll(file, footer, length - FooterLength) != FooterLength || !footer[8..].SequenceEqual(Magic))
        {
            throw Damaged(path);
        }
        int size = BinaryPrimitives.ReadInt32LittleEndian(footer);
        if (size is < 0 or > LargestRecord || size > length - FooterLength)
        {
            throw Damaged(path);
        }
        byte[] json = new byte[size];
        if (ReadAll(file, json, length - FooterLength - size) != size || Checksum(json) != BinaryPrimitives.ReadUInt32LittleEndian(footer[4..]))
        {
            throw Damaged(path);
        }
        return JsonSerializer.Deserialize(json, type) ?? throw Damaged(path);
    }

    private static int ReadAll(SafeFileHandle file, Span<byte> into, long offset)
    {
        int done = 0;
        while (done < into.Length)
        {
            int read = RandomAccess.Read(file, into[done..], offset + done);
            if (read == 0)
            {
                break;
            }
            done += read;
        }
        return done;
    }

    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        var crc = ReflectedCrc.Crc32();
        crc.Append(data);
        return (uint)crc.Value;
    }

    private static InvalidDataException Damaged(string path) => new($"The stored object '{path}' is damaged.");
}
