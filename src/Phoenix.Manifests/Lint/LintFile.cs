using System.Security.Cryptography;
using System.Text;

namespace Phoenix.Manifests.Lint;

/// <summary>A file that was read, or standard input. Its text is not kept: it is read again where a finding shows a line of it.</summary>
/// <param name="path">As it is shown: relative to where the command was started where that is shorter; <c>-</c> for standard input.</param>
/// <param name="bytes">Gives the bytes again.</param>
/// <param name="onDisk">The file's absolute path where it can be changed; null for a revision, standard input and examples.</param>
public sealed class LintFile(string path, Func<byte[]> bytes, string? onDisk = null)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The path as it is shown.</summary>
    public string Path { get; } = path;

    /// <summary>The file's absolute path where it can be changed; null where it cannot.</summary>
    public string? OnDisk { get; } = onDisk;

    /// <summary>A digest of the bytes that the findings speak of; null before they were read.</summary>
    public byte[]? Digest { get; internal set; }

    /// <summary>The bytes as they are now.</summary>
    /// <exception cref="IOException">The file cannot be read any more.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read any more.</exception>
    public byte[] Bytes() => bytes();

    /// <summary>The text of bytes, without its byte order mark.</summary>
    /// <exception cref="DecoderFallbackException">This is not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> content)
    {
        while (content.StartsWith(Encoding.UTF8.Preamble))
        {
            content = content[Encoding.UTF8.Preamble.Length..];
        }

        return Strict.GetString(content);
    }

    /// <summary>Whether these are the bytes that the findings speak of.</summary>
    public bool IsUnchanged(ReadOnlySpan<byte> content) => Digest is null || SHA256.HashData(content).AsSpan().SequenceEqual(Digest);

    /// <summary>The path.</summary>
    public override string ToString() => Path;
}
