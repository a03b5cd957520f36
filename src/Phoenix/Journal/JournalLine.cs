using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
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
        buffer.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"seq\":{seq},\"prev\":\"{prev}\",\"event\":")));
        JournalEventJson.Write(buffer, journalEvent);
        ReadOnlySpan<byte> body = buffer.WrittenSpan;
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
            entry = Read(line);
            return true;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException) // the last: text that is no UTF-8
        {
            entry = null;
            return false;
        }
    }

    /// <summary>SHA-256, lower-case hex.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    // A member that this version does not know is passed over, as in the events.
    private static JournalEntry Read(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader reader = new(line);
        long? seq = null;
        string? prev = null;
        JournalEvent? journalEvent = null;
        string? sum = null;
        Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "a line");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case "seq":
                    Require(seq is null && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out _), name);
                    seq = reader.GetInt64();
                    break;
                case "prev":
                    Require(prev is null && reader.TokenType == JsonTokenType.String, name);
                    prev = reader.GetString();
                    break;
                case "event":
                    Require(journalEvent is null, name);
                    journalEvent = JournalEventJson.Read(ref reader);
                    break;
                case "sum":
                    Require(sum is null && reader.TokenType == JsonTokenType.String, name);
                    sum = reader.GetString();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        Require(reader.TokenType == JsonTokenType.EndObject && !reader.Read(), "an end");
        return new JournalEntry(seq ?? throw Missing("seq"), prev ?? throw Missing("prev"), journalEvent ?? throw Missing("event"), sum ?? throw Missing("sum"));
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw Missing(what);
        }
    }

    private static JsonException Missing(string what) => new($"{what} is not there, is something else, or is there twice");
}
