namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>The parts of an endpoint as pgBackRest takes it apart: an optional scheme, a host, an optional port, and a path that it ignores.</summary>
internal static class EndpointText
{
    /// <summary>The scheme; null when there is none.</summary>
    public static string? Scheme(string endpoint) => endpoint.IndexOf("://", StringComparison.Ordinal) is > 0 and int at ? endpoint[..at] : null;

    /// <summary>The host, without brackets.</summary>
    public static string Host(string endpoint)
    {
        string authority = Authority(endpoint);
        if (authority.StartsWith('['))
        {
            return authority[1..].Split(']')[0];
        }

        int colon = authority.LastIndexOf(':');
        return colon < 0 || authority.IndexOf(':', StringComparison.Ordinal) != colon ? authority : authority[..colon];
    }

    /// <summary>What stands behind the host and the port: empty, or from the first slash on.</summary>
    public static string Path(string endpoint)
    {
        string rest = Rest(endpoint);
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : rest[slash..];
    }

    private static string Authority(string endpoint) => Rest(endpoint).Split('/')[0];

    private static string Rest(string endpoint) => Scheme(endpoint) is string scheme ? endpoint[(scheme.Length + 3)..] : endpoint;
}
