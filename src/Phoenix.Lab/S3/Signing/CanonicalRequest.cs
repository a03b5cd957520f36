using System.Security.Cryptography;
using System.Text;

namespace Phoenix.Lab.S3.Signing;

/// <summary>The text of a request that both sides hash: what Signature V4 protects.</summary>
internal static class CanonicalRequest
{
    /// <summary>Gives the hash of the canonical request in hex.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="target">Decoded path and query.</param>
    /// <param name="headers">Signed headers, names in lower case and in ordinal order, with their raw values.</param>
    /// <param name="payloadHash">The value of x-amz-content-sha256.</param>
    public static string Hash(string method, RequestTarget target, IEnumerable<KeyValuePair<string, string>> headers, string payloadHash)
    {
        var text = new StringBuilder();
        text.Append(method).Append('\n');
        text.Append(PercentEncoding.Encode(target.Path, keepSlash: true)).Append('\n');
        text.AppendJoin('&', target.Query
            .Select(pair => (Name: PercentEncoding.Encode(pair.Key, keepSlash: false), Value: PercentEncoding.Encode(pair.Value, keepSlash: false)))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
            .Select(pair => $"{pair.Name}={pair.Value}")).Append('\n');
        List<string> names = [];
        foreach ((string name, string value) in headers)
        {
            names.Add(name);
            text.Append(name).Append(':');
            AppendCollapsed(text, value);
            text.Append('\n');
        }
        text.Append('\n').AppendJoin(';', names).Append('\n').Append(payloadHash);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void AppendCollapsed(StringBuilder text, string value)
    {
        bool space = false;
        foreach (char c in value.AsSpan().Trim())
        {
            if (c == ' ' && space)
            {
                continue;
            }
            space = c == ' ';
            text.Append(c);
        }
    }
}
