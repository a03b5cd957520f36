using System.Text.Json.Serialization;

namespace Phoenix.Lab.Local;

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LabRecord))]
[JsonSerializable(typeof(VaultKeys))]
internal sealed partial class LabJson : JsonSerializerContext;
