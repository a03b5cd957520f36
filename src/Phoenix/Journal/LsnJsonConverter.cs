using System.Text.Json;
using System.Text.Json.Serialization;
using Phoenix.Recovery;

namespace Phoenix.Journal;

/// <summary>Writes an LSN in PostgreSQL's spelling, e.g. <c>"0/3000148"</c>.</summary>
internal sealed class LsnJsonConverter : JsonConverter<Lsn>
{
    public override Lsn Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Lsn.TryParse(reader.GetString(), out Lsn lsn)
            ? lsn
            : throw new JsonException("an LSN such as 0/3000148 was expected");

    public override void Write(Utf8JsonWriter writer, Lsn value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
