using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Phoenix.Diagnosis;
using Phoenix.Errors;

namespace Phoenix.Cli.Rendering;

/// <summary>A fault on stderr.</summary>
public static class ErrorRendering
{
    /// <summary>Writes <c>error: message (id)</c> and <c>hint: ...</c>, and what the catalogue of known failures says of the message; or one JSON object.</summary>
    public static void Write(PhoenixException error, OutputFormat format, TextWriter stderr)
    {
        ArgumentNullException.ThrowIfNull(error);
        ArgumentNullException.ThrowIfNull(stderr);
        if (format == OutputFormat.Json)
        {
            stderr.WriteLine(Json(error));
            return;
        }

        stderr.WriteLine($"error: {Wording.Plain(error.Message)} ({error.Definition.Id})");
        stderr.WriteLine($"hint: {Wording.Plain(error.Hint)}");
        if (Known(error) is { } known)
        {
            stderr.WriteLine($"known: {Wording.Plain(known.What)} ({known.Id})");
            stderr.WriteLine($"why: {Wording.Plain(known.Cause)}");
            stderr.WriteLine($"do: {Wording.Plain(known.Remedy)}");
            stderr.WriteLine($"verify: {Wording.Plain(known.Verify)}");
            stderr.WriteLine($"source: {Wording.Plain(known.Source)}");
        }
    }

    // Of what a driven tool said, not of what a person typed.
    private static KnownCause? Known(PhoenixException error) => error.Code is ErrorCode.Usage or ErrorCode.NotFound or ErrorCode.NotConfirmed ? null : KnownCause.In(error.Message);

    private static string Json(PhoenixException error)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("error"u8);
            writer.WriteString("code"u8, error.Definition.Id);
            writer.WriteString("message"u8, error.Message);
            writer.WriteString("hint"u8, error.Hint);
            writer.WriteNumber("exitCode"u8, error.Definition.ExitCode);
            writer.WriteBoolean("transient"u8, error.IsTransient);
            if (Known(error) is { } known)
            {
                writer.WriteStartObject("explanation"u8);
                writer.WriteString("id"u8, known.Id);
                writer.WriteString("what"u8, known.What);
                writer.WriteString("cause"u8, known.Cause);
                writer.WriteString("remedy"u8, known.Remedy);
                writer.WriteString("verify"u8, known.Verify);
                writer.WriteString("source"u8, known.Source);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
