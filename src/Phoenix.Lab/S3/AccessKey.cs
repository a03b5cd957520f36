using System.Text.Json.Serialization;

namespace Phoenix.Lab.S3;

/// <summary>A pair of credentials for the lab's S3 endpoint. Its text form shows the id only.</summary>
/// <param name="Id">The access key id, sent in clear with every request.</param>
/// <param name="Secret">The secret that signs requests. Never logged.</param>
public sealed record AccessKey(
    [property: JsonPropertyName("accessKey")] string Id,
    [property: JsonPropertyName("secretKey")] string Secret)
{
    /// <summary>The id alone, so that a key in a message or log line gives no secret away.</summary>
    /// <returns>The access key id.</returns>
    public override string ToString() => Id;
}
