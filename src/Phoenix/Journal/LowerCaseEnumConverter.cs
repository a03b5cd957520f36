using System.Text.Json;
using System.Text.Json.Serialization;

namespace Phoenix.Journal;

/// <summary>Writes an enum's members as the command line spells them (<c>quiesced</c>, <c>present</c>); numbers are refused on reading.</summary>
internal sealed class LowerCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
