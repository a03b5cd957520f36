using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Phoenix.Errors;

namespace Phoenix.Journal;

/// <summary>
/// Spelling and seal of <c>evidence.json</c>. Canonical are the bytes that the file would have without its last member, <c>seal</c>: UTF-8, members
/// in the order of the specification, two blanks of indent, LF, a final newline. The seal finds every edit that does not also compute the hash
/// anew; it is an integrity check, and no proof to somebody who does not trust the owner of the file.
/// </summary>
public static class Seal
{
    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        IndentSize = 2,
        NewLine = "\n",
        // People read this file: quotes and brackets in details stay readable. It is never put into a page as it is.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The bytes of <c>evidence.json</c>, sealed.</summary>
    /// <param name="evidence">The evidence.</param>
    /// <param name="previous">The seal's hash of the newest earlier run with an intact seal; null for the first.</param>
    public static byte[] Apply(Evidence evidence, string? previous)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        Evidence open = evidence with { Previous = previous, Seal = null };
        return Write(open with { Seal = new EvidenceSeal(previous, Compute(Write(open))) });
    }

    /// <summary>SHA-256, lower-case hex, of canonical bytes.</summary>
    public static string Compute(ReadOnlySpan<byte> canonical) => JournalLine.Hash(canonical);

    /// <summary>Whether <paramref name="file"/> is sealed evidence of which no byte was changed.</summary>
    public static bool Verify(ReadOnlySpan<byte> file) => TryRead(file, out _);

    /// <summary>Reads <c>evidence.json</c>.</summary>
    /// <exception cref="PhoenixException">RecordDamaged: it is no evidence, or not what was sealed.</exception>
    public static Evidence Read(ReadOnlySpan<byte> file) =>
        TryRead(file, out Evidence? evidence)
            ? evidence
            : throw new PhoenixException(
                ErrorCode.RecordDamaged,
                "the evidence is not what was sealed",
                "what it says cannot be relied on; the journal beside it is the other record of the run");

    /// <summary>Reads <c>evidence.json</c>; false when it is no evidence, or not what was sealed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> file, [NotNullWhen(true)] out Evidence? evidence)
    {
        evidence = null;
        // Inside strings newlines are escaped, so this is found at the member itself only.
        int end = file.LastIndexOf(",\n  \"seal\": {\n"u8);
        if (end < 0)
        {
            return false;
        }

        try
        {
            evidence = JsonSerializer.Deserialize(file, JournalJson.Default.Evidence);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return false;
        }

        byte[] canonical = [.. file[..end], .. "\n}\n"u8];
        if (evidence?.Seal is { } seal
            && seal.Previous == evidence.Previous
            && seal.Sha256 == Compute(canonical)
            && file[end..].SequenceEqual(Ending(seal)))
        {
            return true;
        }

        evidence = null;
        return false;
    }

    private static byte[] Ending(EvidenceSeal seal)
    {
        string previous = seal.Previous is null ? "null" : $"\"{seal.Previous}\"";
        return Encoding.UTF8.GetBytes($",\n  \"seal\": {{\n    \"previous\": {previous},\n    \"sha256\": \"{seal.Sha256}\"\n  }}\n}}\n");
    }

    private static byte[] Write(Evidence evidence)
    {
        ArrayBufferWriter<byte> buffer = new(4096);
        using (Utf8JsonWriter writer = new(buffer, Layout))
        {
            JsonSerializer.Serialize(writer, evidence, JournalJson.Default.Evidence);
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
