using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Phoenix.Lab.S3.Signing;

/// <summary>The key derived from a secret for one day, region and service, with the time it signs for.</summary>
internal sealed class SigningKey
{
    private const string DateFormat = "yyyyMMdd";
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    private readonly byte[] _key;

    public SigningKey(string secret, DateTimeOffset time, string region)
    {
        string date = time.UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture);
        Time = time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        Scope = $"{date}/{region}/s3/aws4_request";
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (string part in Scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }
        _key = key;
    }

    /// <summary>The time as in x-amz-date.</summary>
    public string Time { get; }

    /// <summary>Day, region, service and terminator, as in the credential.</summary>
    public string Scope { get; }

    /// <summary>Signs a canonical request by its hash.</summary>
    public string SignRequest(string canonicalHash) => Sign($"AWS4-HMAC-SHA256\n{Time}\n{Scope}\n{canonicalHash}");

    /// <summary>Signs one chunk of a streamed payload; each signature covers the one before it.</summary>
    public string SignChunk(string previous, string dataHash) =>
        Sign($"AWS4-HMAC-SHA256-PAYLOAD\n{Time}\n{Scope}\n{previous}\n{EmptyHash}\n{dataHash}");

    /// <summary>Signs the trailing headers of a streamed payload.</summary>
    public string SignTrailer(string previous, string trailerHash) =>
        Sign($"AWS4-HMAC-SHA256-TRAILER\n{Time}\n{Scope}\n{previous}\n{trailerHash}");

    /// <summary>Compares signatures in a time that does not depend on where they differ.</summary>
    public static bool Same(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));

    public static DateTimeOffset? ParseTime(string text) =>
        DateTimeOffset.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time
            : null;

    /// <summary>SHA-256 of nothing.</summary>
    public const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private string Sign(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));
}
