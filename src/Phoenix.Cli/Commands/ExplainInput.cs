using System.IO.Compression;
using Phoenix.Diagnosis;
using Phoenix.Errors;

namespace Phoenix.Cli.Commands;

/// <summary>Opens what is to be explained. What is packed with gzip is unpacked; another packed file would look like one without errors, and is refused.</summary>
internal static class ExplainInput
{
    private const int HeadLength = 8;

    /// <summary>Reads a file to its end.</summary>
    /// <exception cref="PhoenixException">NotFound: it cannot be read. Usage: it is packed, or no text.</exception>
    public static async Task ReadFileAsync(Explainer explainer, string name, string path, bool failed, CancellationToken cancellationToken)
    {
        try
        {
            await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            await ReadAsync(explainer, name, file, failed, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PhoenixException(ErrorCode.NotFound, $"{path} cannot be read: {e.Message}", "name a file that can be read, '-' for standard input, or a run", e);
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    public static async Task ReadAsync(Explainer explainer, string name, Stream input, bool failed, CancellationToken cancellationToken)
    {
        byte[] head = new byte[HeadLength];
        int length = await input.ReadAtLeastAsync(head, HeadLength, throwOnEndOfStream: false, cancellationToken).AsTask().WaitAsync(cancellationToken);
        await using HeadedStream whole = new(head.AsMemory(0, length), input);
        if (Packed(head.AsSpan(0, length)) is string format)
        {
            throw new PhoenixException(ErrorCode.Usage, $"{name} is packed ({format})", "unpack it first, and give its text to 'phoenix explain -'");
        }

        if (!head.AsSpan(0, length).StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
        {
            await explainer.ReadAsync(name, whole, failed, cancellationToken);
            return;
        }

        try
        {
            await using GZipStream unpacked = new(whole, CompressionMode.Decompress);
            await explainer.ReadAsync(name, unpacked, failed, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new PhoenixException(ErrorCode.Usage, $"{name} begins like a file of gzip and is none: {e.Message}", "give the text itself", e);
        }
    }

    private static string? Packed(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]) ? "zstd"
        : head.StartsWith((ReadOnlySpan<byte>)[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]) ? "xz"
        : head.StartsWith("BZh"u8) ? "bzip2"
        : head.StartsWith((ReadOnlySpan<byte>)[0x50, 0x4b, 0x03, 0x04]) ? "zip"
        : head.StartsWith((ReadOnlySpan<byte>)[0x04, 0x22, 0x4d, 0x18]) ? "lz4"
        : head.StartsWith((ReadOnlySpan<byte>)[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]) ? "7z"
        : head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x4c, 0x5a, 0x4f]) ? "lzop"
        : head.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x9d]) ? "compress"
        : head.StartsWith("LZIP"u8) ? "lzip"
        : head.StartsWith("LPKSHHRH"u8) ? "a journal of systemd: print it with 'journalctl --file'"
        : null;
}
