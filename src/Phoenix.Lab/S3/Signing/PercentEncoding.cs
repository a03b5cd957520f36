using System.Buffers;
using System.Text;

namespace Phoenix.Lab.S3.Signing;

/// <summary>Percent-encoding as Signature V4 has it: by UTF-8 byte, everything but the unreserved characters, in upper case.</summary>
internal static class PercentEncoding
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly SearchValues<byte> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    /// <summary>Encodes text; slashes stay as they are in paths only.</summary>
    public static string Encode(string text, bool keepSlash)
    {
        var result = new StringBuilder(text.Length + 16);
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            if (Unreserved.Contains(b) || (keepSlash && b == '/'))
            {
                result.Append((char)b);
            }
            else
            {
                result.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }
        return result.ToString();
    }

    /// <summary>Decodes once. Bytes that are not UTF-8, broken escapes and NUL, which no file of metadata or XML can carry, are refused.</summary>
    public static string Decode(ReadOnlySpan<char> encoded, bool plusIsSpace)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetMaxByteCount(encoded.Length)];
        int length = 0;
        for (int i = 0; i < encoded.Length; i++)
        {
            char c = encoded[i];
            if (c == '%')
            {
                if (i + 2 >= encoded.Length || !char.IsAsciiHexDigit(encoded[i + 1]) || !char.IsAsciiHexDigit(encoded[i + 2]))
                {
                    throw new S3Exception(S3Error.InvalidUri);
                }
                bytes[length++] = (byte)((HexValue(encoded[i + 1]) << 4) | HexValue(encoded[i + 2]));
                i += 2;
            }
            else if (c > 0x7F)
            {
                throw new S3Exception(S3Error.InvalidUri);
            }
            else
            {
                bytes[length++] = (byte)(c == '+' && plusIsSpace ? ' ' : c);
            }
        }
        if (bytes.AsSpan(0, length).Contains((byte)0))
        {
            throw new S3Exception(S3Error.InvalidUri);
        }
        try
        {
            return Strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            throw new S3Exception(S3Error.InvalidUri);
        }
    }

    private static int HexValue(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
