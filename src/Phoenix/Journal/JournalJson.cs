using System.Text.Json;
using System.Text.Json.Serialization;
using Phoenix.Execution;
using Phoenix.Ports;
using Phoenix.Proof;

namespace Phoenix.Journal;

/// <summary>
/// The only types that journal and evidence can hold, generated at compile time: anything else (settings objects, connection strings,
/// exceptions) cannot be serialized by accident.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    NewLine = "\n",
    Converters =
    [
        typeof(LsnJsonConverter),
        typeof(UInt64JsonConverter),
        typeof(NamedEnumConverter<Verdict>),
        typeof(NamedEnumConverter<StepState>),
        typeof(NamedEnumConverter<SentinelName>),
        typeof(LowerCaseEnumConverter<SentinelExpectation>),
        typeof(LowerCaseEnumConverter<LayerPhase>),
        typeof(LowerCaseEnumConverter<WipeMode>),
        typeof(LowerCaseEnumConverter<ConditionalPuts>),
    ])]
[JsonSerializable(typeof(JournalEvent))]
[JsonSerializable(typeof(Evidence))]
[JsonSerializable(typeof(Rebirths.LockHolder))]
internal sealed partial class JournalJson : JsonSerializerContext;
