using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Phoenix.Errors;

namespace Phoenix.Cli.Rendering;

/// <summary>A fault on stderr.</summary>
public static class ErrorRendering
{
    /// <summary>Writes <c>error: message (id)</c> and <c>hint: ...</c>, or one JSON object.</summary>
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
    }

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
            writer.WriteBoolean("transient"u8, error.Definition.Transient);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
