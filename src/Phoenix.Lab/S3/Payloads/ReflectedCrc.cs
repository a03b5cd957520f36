using System.Buffers.Binary;

namespace Phoenix.Lab.S3.Payloads;

/// <summary>The reflected CRCs that S3 knows, eight bytes at a time. The BCL lacks CRC-64/NVME.</summary>
internal sealed class ReflectedCrc
{
    private static readonly ulong[][] Crc32Tables = Tables(0xEDB88320);
    private static readonly ulong[][] Crc32CTables = Tables(0x82F63B78);
    private static readonly ulong[][] Crc64NvmeTables = Tables(0x9A6C9329AC4BC9B5);

    private readonly ulong[][] _tables;
    private readonly ulong _ones;
    private ulong _register;

    private ReflectedCrc(ulong[][] tables, ulong ones) => (_tables, _ones, _register) = (tables, ones, ones);

    /// <summary>The checksum of what has been appended.</summary>
    public ulong Value => _register ^ _ones;

    public static ReflectedCrc Crc32() => new(Crc32Tables, uint.MaxValue);

    public static ReflectedCrc Crc32C() => new(Crc32CTables, uint.MaxValue);

    public static ReflectedCrc Crc64Nvme() => new(Crc64NvmeTables, ulong.MaxValue);

    public void Append(ReadOnlySpan<byte> data)
    {
        ulong crc = _register;
        ulong[] t0 = _tables[0], t1 = _tables[1], t2 = _tables[2], t3 = _tables[3], t4 = _tables[4], t5 = _tables[5], t6 = _tables[6], t7 = _tables[7];
        while (data.Length >= 8)
        {
            crc ^= BinaryPrimitives.ReadUInt64LittleEndian(data);
            crc = t7[(byte)crc] ^ t6[(byte)(crc >> 8)] ^ t5[(byte)(crc >> 16)] ^ t4[(byte)(crc >> 24)]
                ^ t3[(byte)(crc >> 32)] ^ t2[(byte)(crc >> 40)] ^ t1[(byte)(crc >> 48)] ^ t0[(byte)(crc >> 56)];
            data = data[8..];
        }
        foreach (byte b in data)
        {
            crc = (crc >> 8) ^ t0[(byte)(crc ^ b)];
        }
        _register = crc;
    }

    private static ulong[][] Tables(ulong polynomial)
    {
        ulong[][] tables = new ulong[8][];
        tables[0] = new ulong[256];
        for (uint i = 0; i < 256; i++)
        {
            ulong crc = i;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * polynomial);
            }
            tables[0][i] = crc;
        }
        for (int k = 1; k < 8; k++)
        {
            tables[k] = [.. tables[k - 1].Select(crc => (crc >> 8) ^ tables[0][(byte)crc])];
        }
        return tables;
    }
}
