using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Phoenix.Lab.S3.Payloads;

/// <summary>One of S3's checksum algorithms: the header its value travels in, and how to compute it.</summary>
internal sealed class ChecksumAlgorithm
{
    /// <summary>What all the headers begin with.</summary>
    public const string HeaderPrefix = "x-amz-checksum-";

    private readonly Func<IRunningChecksum> _start;

    private ChecksumAlgorithm(string name, int length, Func<IRunningChecksum> start) => (Name, Length, _start) = (name, length, start);

    public static IReadOnlyList<ChecksumAlgorithm> All { get; } =
    [
        new("CRC32", 4, () => new RunningCrc(ReflectedCrc.Crc32(), 4)),
        new("CRC32C", 4, () => new RunningCrc(ReflectedCrc.Crc32C(), 4)),
        new("CRC64NVME", 8, () => new RunningCrc(ReflectedCrc.Crc64Nvme(), 8)),
        new("SHA1", 20, () => new RunningHash(HashAlgorithmName.SHA1)),
        new("SHA256", 32, () => new RunningHash(HashAlgorithmName.SHA256)),
    ];

    /// <summary>As in x-amz-sdk-checksum-algorithm.</summary>
    public string Name { get; }

    /// <summary>Bytes of a value.</summary>
    public int Length { get; }

    /// <summary>The header, in lower case.</summary>
    public string Header => HeaderPrefix + Name.ToLowerInvariant();

    /// <summary>The element of a completion's part, such as ChecksumCRC32.</summary>
    public string Element => "Checksum" + Name;

    public static ChecksumAlgorithm? ByHeader(string header) =>
        All.FirstOrDefault(algorithm => string.Equals(algorithm.Header, header, StringComparison.OrdinalIgnoreCase));

    public static ChecksumAlgorithm? ByName(string name) =>
        All.FirstOrDefault(algorithm => string.Equals(algorithm.Name, name, StringComparison.OrdinalIgnoreCase));

    public IRunningChecksum Start() => _start();

    /// <summary>Whether a text is base64 of the right length.</summary>
    public bool IsValue(string text)
    {
        Span<byte> bytes = stackalloc byte[64];
        return Convert.TryFromBase64String(text, bytes, out int written) && written == Length;
    }

    private sealed class RunningCrc(ReflectedCrc crc, int length) : IRunningChecksum
    {
        public void Append(ReadOnlySpan<byte> data) => crc.Append(data);

        public byte[] Finish()
        {
            byte[] value = new byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(value, crc.Value);
            return value[(8 - length)..];
        }

        public void Dispose()
        {
        }
    }

    private sealed class RunningHash(HashAlgorithmName name) : IRunningChecksum
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(name);

        public void Append(ReadOnlySpan<byte> data) => _hash.AppendData(data);

        public byte[] Finish() => _hash.GetHashAndReset();

        public void Dispose() => _hash.Dispose();
    }
}
