using System.IO.Compression;
using System.Runtime.InteropServices;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;

namespace Phoenix.Adapters.PgBackRest;

/// <summary>Undoes the compression of an archived segment, whose length is known.</summary>
/// <param name="runner">Runs <c>lz4</c> and <c>bzip2</c>; the other formats need no tool.</param>
internal sealed class WalCompression(ToolRunner runner)
{
    /// <summary>Decompresses <paramref name="stored"/> to exactly <paramref name="length"/> bytes; the end of <paramref name="name"/> tells the format.</summary>
    /// <exception cref="InvalidDataException">The content is damaged or has another length.</exception>
    /// <exception cref="PhoenixException">ToolMissing: the format needs a tool or library that is not installed.</exception>
    public async Task<byte[]> DecompressAsync(string name, byte[] stored, int length, CancellationToken cancellationToken) => Path.GetExtension(name) switch
    {
        ".zst" => Zstandard.Decompress(stored, length),
        ".gz" => await ReadAsync(new GZipStream(new MemoryStream(stored, writable: false), CompressionMode.Decompress), length, cancellationToken),
        ".lz4" => await ByToolAsync("lz4", stored, length, cancellationToken),
        ".bz2" => await ByToolAsync("bzip2", stored, length, cancellationToken),
        _ => stored.Length == length ? stored : throw WrongLength(),
    };

    private static async Task<byte[]> ReadAsync(Stream content, int length, CancellationToken cancellationToken)
    {
        byte[] result = new byte[length];
        int count = await content.ReadAtLeastAsync(result, length, throwOnEndOfStream: false, cancellationToken);
        // One more byte would mean that this is no segment of the length that the caller knows.
        return count == length && await content.ReadAsync(new byte[1], cancellationToken) == 0 ? result : throw WrongLength();
    }

    private static InvalidDataException WrongLength() => new("its length is not that of a WAL segment");

    private async Task<byte[]> ByToolAsync(string tool, byte[] stored, int length, CancellationToken cancellationToken)
    {
        using MemoryStream plain = new();
        ToolCommand command = new()
        {
            Tool = tool + " -dc",
            FileName = tool,
            Arguments = ["-dc"],
            Timeout = TimeSpan.FromMinutes(2),
            StandardInput = stored,
            Output = (output, token) => output.CopyToAsync(plain, token),
        };
        ToolResult result = await runner.RunAsync(command, cancellationToken);
        return result.ExitCode != 0 ? throw new InvalidDataException(result.LastWords)
            : plain.Length == length ? plain.ToArray()
            : throw WrongLength();
    }

    /// <summary>The library that pgBackRest itself is linked with; .NET 10 has no Zstandard of its own.</summary>
    private static class Zstandard
    {
        public static byte[] Decompress(byte[] stored, int length)
        {
            byte[] result = new byte[length];
            nuint count;
            try
            {
                count = ZSTD_decompress(result, (nuint)length, stored, (nuint)stored.Length);
            }
            catch (DllNotFoundException e)
            {
                throw new PhoenixException(ErrorCode.ToolMissing, "the library libzstd.so.1 is not installed, and the archive is compressed with it", "Install libzstd1 (Debian) or libzstd (others); pgBackRest needs it too.", e);
            }

            return ZSTD_isError(count) == 0 && count == (nuint)length ? result : throw new InvalidDataException("Zstandard finds it damaged, or of another length than a WAL segment");
        }

        [DllImport("libzstd.so.1")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern nuint ZSTD_decompress(byte[] destination, nuint capacity, byte[] source, nuint size);

        [DllImport("libzstd.so.1")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern uint ZSTD_isError(nuint code);
    }
}
