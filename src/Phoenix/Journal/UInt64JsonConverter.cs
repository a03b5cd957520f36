using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Phoenix.Journal;

/// <summary>Writes 64-bit identifiers as decimal strings: readers that keep numbers as doubles (jq, JavaScript) would round a system identifier.</summary>
internal sealed class UInt64JsonConverter : JsonConverter<ulong>
{
    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        && ulong.TryParse(reader.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : throw new JsonException("an unsigned number in a string was expected");

    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
}
