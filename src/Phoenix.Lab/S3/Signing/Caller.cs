using Phoenix.Lab.S3.Keys;

namespace Phoenix.Lab.S3.Signing;

/// <summary>Who sent a request whose signature held.</summary>
/// <param name="Key">The access key.</param>
/// <param name="SigningKey">For the signatures inside a streamed payload.</param>
/// <param name="Signature">The request's own signature, first link of the payload's chain.</param>
/// <param name="PayloadHash">The value of x-amz-content-sha256.</param>
internal sealed record Caller(KeyEntry Key, SigningKey SigningKey, string Signature, string PayloadHash);
