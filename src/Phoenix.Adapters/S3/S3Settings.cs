using System.Globalization;
using System.Text;

namespace Phoenix.Adapters.S3;

/// <summary>How one bucket is reached. Always TLS, as pgBackRest demands of S3.</summary>
/// <param name="Host">Endpoint host name without scheme; must be a name that its certificate carries.</param>
/// <param name="Port">Endpoint port.</param>
/// <param name="Region">Region used in signatures.</param>
/// <param name="Bucket">Bucket.</param>
/// <param name="UriStyle">Where the bucket's name stands.</param>
/// <param name="CaFile">PEM file of the only authorities that are trusted; null for the system's.</param>
/// <param name="AccessKey">Access key (secret: never printed).</param>
/// <param name="SecretKey">Secret key (secret: never printed).</param>
/// <param name="SessionToken">Session token of short-lived credentials, or null (secret: never printed).</param>
public sealed record S3Settings(
    string Host,
    int Port,
    string Region,
    string Bucket,
    S3UriStyle UriStyle,
    string? CaFile,
    string AccessKey,
    string SecretKey,
    string? SessionToken = null)
{
    /// <summary>Host and port, e.g. <c>localhost:9000</c>.</summary>
    public string Endpoint => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    // A record prints every member by itself: the secrets must not be among them.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"Endpoint = {Endpoint}, Region = {Region}, Bucket = {Bucket}, UriStyle = {UriStyle}, CaFile = {CaFile}");
        return true;
    }
}
