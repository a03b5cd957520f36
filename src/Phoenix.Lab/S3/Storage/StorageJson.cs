using System.Text.Json.Serialization;

namespace Phoenix.Lab.S3.Storage;

/// <summary>How the records look on disk.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ObjectRecord))]
[JsonSerializable(typeof(PartRecord))]
[JsonSerializable(typeof(UploadRecord))]
[JsonSerializable(typeof(BucketRecord))]
internal sealed partial class StorageJson : JsonSerializerContext;
