using System.Globalization;
using Phoenix.Adapters.S3;

namespace Phoenix.Adapters.Tests.S3;

/// <summary>An S3 endpoint that the environment names (PHOENIX_TEST_S3_*), for runs against Ceph, Swift or AWS.</summary>
internal static class NamedEndpoint
{
    public const string Unset = "PHOENIX_TEST_S3_ENDPOINT is not set";

    public static S3Settings? Settings { get; } = Read();

    private static S3Settings? Read()
    {
        if (Environment.GetEnvironmentVariable("PHOENIX_TEST_S3_ENDPOINT") is not { Length: > 0 } endpoint)
        {
            return null;
        }

        string[] parts = endpoint.Split(':');
        return new S3Settings(
            parts[0],
            parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 443,
            Get("REGION")!,
            Get("BUCKET")!,
            S3UriStyle.Path,
            Get("CA_FILE"),
            Get("ACCESS_KEY")!,
            Get("SECRET_KEY")!);
    }

    private static string? Get(string name) => Environment.GetEnvironmentVariable("PHOENIX_TEST_S3_" + name);
}
