using System.Text.Json.Serialization;

namespace Phoenix.Journal;

/// <summary>Writes an enum's members by their names (<c>Proven</c>, <c>Succeeded</c>, <c>A</c>); numbers are refused on reading.</summary>
internal sealed class NamedEnumConverter<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
