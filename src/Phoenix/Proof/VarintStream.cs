namespace Phoenix.Proof;

/// <summary>Append-only numbers in as few bytes as they need (LEB128), in chunks that never move.</summary>
internal sealed class VarintStream
{
    // At home among the large objects, which no collection copies.
    private const int ChunkSize = 128 * 1024;
    private const int LongestNumber = 10;

    private readonly List<byte[]> _chunks = [];
    private int _used = ChunkSize;

    /// <summary>Appends small positive numbers in few bytes.</summary>
    public void Append(ulong value)
    {
        // A number never crosses a chunk's end, so the reader needs no check inside one.
        if (_used > ChunkSize - LongestNumber)
        {
            _chunks.Add(new byte[ChunkSize]);
            _used = 0;
        }

        byte[] chunk = _chunks[^1];
        while (value >= 0x80)
        {
            chunk[_used++] = (byte)(value | 0x80);
            value >>= 7;
        }

        chunk[_used++] = (byte)value;
    }

    /// <summary>Appends numbers near zero, of either sign, in few bytes.</summary>
    public void AppendSigned(long value) => Append((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Reads in the order of appending; the caller knows how many numbers there are.</summary>
    internal struct Reader(VarintStream stream)
    {
        private int _chunk = -1;
        private int _position = ChunkSize;

        public ulong Next()
        {
            if (_position > ChunkSize - LongestNumber)
            {
                _chunk++;
                _position = 0;
            }

            byte[] bytes = stream._chunks[_chunk];
            ulong value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte b = bytes[_position++];
                value |= (ulong)(b & 0x7F) << shift;
                if (b < 0x80)
                {
                    return value;
                }
            }
        }

        public long NextSigned()
        {
            ulong value = Next();
            return (long)(value >> 1) ^ -(long)(value & 1);
        }
    }
}
