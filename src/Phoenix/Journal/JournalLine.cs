using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Phoenix.Journal;

/// <summary>
/// Spelling of one line: <c>{"seq":1,"prev":"...","event":{...},"sum":"..."}</c>. The chain (<c>prev</c>) ties a line to all before it; the
/// line's own sum finds damage in the last line too, which no later line vouches for.
/// </summary>
internal static class JournalLine
{
    /// <summary>What a whole line has in one place only: quotes inside JSON strings are escaped, so no event can hold it.</summary>
    public static ReadOnlySpan<byte> SumMarker => ",\"sum\":\""u8;

    /// <summary>Bytes from the marker to the end of the line: marker, 64 digits, quote, brace.</summary>
    public const int SumLength = 8 + 64 + 2;

    /// <summary>The line without its newline.</summary>
    public static byte[] Write(long seq, string prev, JournalEvent journalEvent)
    {
        ArrayBufferWriter<byte> buffer = new(512);
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("seq"u8, seq);
            writer.WriteString("prev"u8, prev);
            writer.WritePropertyName("event"u8);
            JsonSerializer.Serialize(writer, journalEvent, JournalJson.Default.JournalEvent);
            writer.WriteEndObject();
        }

        ReadOnlySpan<byte> body = buffer.WrittenSpan[..^1];
        string sum = Hash(body);
        byte[] line = new byte[body.Length + SumLength];
        body.CopyTo(line);
        SumMarker.CopyTo(line.AsSpan(body.Length));
        Encoding.ASCII.GetBytes(sum, line.AsSpan(body.Length + SumMarker.Length));
        "\"}"u8.CopyTo(line.AsSpan(line.Length - 2));
        return line;
    }

    /// <summary>Whether the line's sum matches its bytes.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> line)
    {
        if (line.Length <= SumLength)
        {
            return false;
        }

        ReadOnlySpan<byte> end = line[^SumLength..];
        return end.StartsWith(SumMarker)
            && end.EndsWith("\"}"u8)
            && end[SumMarker.Length..^2].SequenceEqual(Encoding.ASCII.GetBytes(Hash(line[..^SumLength])));
    }

    /// <summary>Reads a line that is whole; false when this version does not know what it says.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, [NotNullWhen(true)] out JournalEntry? entry)
    {
        try
        {
            entry = JsonSerializer.Deserialize(line, JournalJson.Default.JournalEntry);
            return entry is not null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            entry = null;
            return false;
        }
    }

    /// <summary>SHA-256, lower-case hex.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
