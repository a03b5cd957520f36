using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Phoenix.Journal;

/// <summary>
/// Spelling of one event: its type's name first, as <c>type</c>, then what it says. The serializer can do that by itself, but makes the contracts of all events (and of all that
/// they hold) at the first of them, which took a quarter of a second at the start of each command; here each type's is made when it is met. The bytes are the same.
/// </summary>
internal static class JournalEventJson
{
    private const string TypeName = "type";

    private static readonly ConcurrentDictionary<Type, JsonTypeInfo> Contracts = [];

    /// <summary>Writes an event.</summary>
    public static void Write(IBufferWriter<byte> line, JournalEvent journalEvent)
    {
        using (Utf8JsonWriter writer = new(line))
        {
            if (JournalEventWriting.TryWrite(writer, journalEvent))
            {
                return;
            }
        }

        ArrayBufferWriter<byte> members = new(256);
        using (Utf8JsonWriter writer = new(members))
        {
            JsonSerializer.Serialize(writer, journalEvent, ContractOf(journalEvent.GetType()));
        }

        line.Write("{\"type\":\""u8);
        line.Write(Family.Names[journalEvent.GetType()]);
        line.Write("\","u8);
        line.Write(members.WrittenSpan[1..]); // never without a member: each event has its time
    }

    /// <summary>Reads an event, at whose beginning the reader stands; it stands at its end then.</summary>
    /// <exception cref="JsonException">It is none, or of a type that this version does not know.</exception>
    public static JournalEvent Read(ref Utf8JsonReader reader)
    {
        Utf8JsonReader ahead = reader;
        return ahead.TokenType == JsonTokenType.StartObject
            && ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName && ahead.ValueTextEquals(TypeName)
            && ahead.Read() && ahead.TokenType == JsonTokenType.String && Family.Types.TryGetValue(ahead.GetString()!, out Type? type)
            ? (JournalEvent)JsonSerializer.Deserialize(ref reader, ContractOf(type))!
            : throw new JsonException("an event of an unknown type");
    }

    private static JsonTypeInfo ContractOf(Type type) => Contracts.GetOrAdd(type, static t => JournalJson.Default.GetTypeInfo(t)!);

    // Made when it is first needed.
    private static class Family
    {
        public static readonly FrozenDictionary<Type, byte[]> Names = Table().ToFrozenDictionary(a => a.DerivedType, a => Encoding.ASCII.GetBytes((string)a.TypeDiscriminator!));
        public static readonly FrozenDictionary<string, Type> Types = Table().ToFrozenDictionary(a => (string)a.TypeDiscriminator!, a => a.DerivedType, StringComparer.Ordinal);

        private static IEnumerable<JsonDerivedTypeAttribute> Table() => typeof(JournalEvent).GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false);
    }
}
