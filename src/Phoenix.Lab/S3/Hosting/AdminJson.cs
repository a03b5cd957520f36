using System.Text.Json.Serialization;

namespace Phoenix.Lab.S3.Hosting;

/// <summary>The bodies of the admin API.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AccessKey))]
[JsonSerializable(typeof(S3EndpointHealth))]
[JsonSerializable(typeof(IReadOnlyList<FaultRule>))]
[JsonSerializable(typeof(IReadOnlyList<FaultStatus>))]
internal sealed partial class AdminJson : JsonSerializerContext;
