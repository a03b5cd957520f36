using System.Globalization;
using System.Text;
using Npgsql;
using Phoenix.Errors;

namespace Phoenix.Adapters.Gates;

/// <summary>
/// Reads a connection string as libpq knows it, in keyword form (<c>host=db user=app password='a b'</c>) or as a URI (<c>postgres://app@db/app</c>), into
/// Npgsql's. Keywords that it does not know are refused, not left out; messages never hold a value.
/// </summary>
internal static class LibpqDsn
{
    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    /// <summary>The connection's settings.</summary>
    /// <param name="dsn">The connection string.</param>
    /// <param name="where">Where it comes from, for messages.</param>
    /// <exception cref="PhoenixException">Configuration: it is malformed, or holds a keyword that Phoenix does not know.</exception>
    internal static NpgsqlConnectionStringBuilder Read(string dsn, string where)
    {
        NpgsqlConnectionStringBuilder builder = [];
        string? scheme = Schemes.FirstOrDefault(s => dsn.StartsWith(s, StringComparison.Ordinal));
        foreach ((string keyword, string value) in scheme is null ? Keywords(dsn.Trim(), where) : Parts(dsn.Trim()[scheme.Length..]))
        {
            try
            {
                Set(builder, keyword, value, where);
            }
            catch (Exception e) when (e is ArgumentException or FormatException)
            {
                throw Wrong(where, $"the value of '{keyword}' is not possible");
            }
        }

        return builder.Host is { Length: > 0 } ? builder : throw Wrong(where, "it names no host");
    }

    private static void Set(NpgsqlConnectionStringBuilder builder, string keyword, string value, string where)
    {
        switch (keyword)
        {
            case "host" or "hostaddr":
                builder.Host = value;
                break;
            case "port":
                builder.Port = int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);
                break;
            case "dbname":
                builder.Database = value;
                break;
            case "user":
                builder.Username = value;
                break;
            case "password":
                builder.Password = value;
                break;
            case "sslmode":
                builder.SslMode = Enum.Parse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
                break;
            case "sslrootcert":
                builder.RootCertificate = value;
                break;
            case "sslcert":
                builder.SslCertificate = value;
                break;
            case "sslkey":
                builder.SslKey = value;
                break;
            case "channel_binding":
                builder.ChannelBinding = Enum.Parse<ChannelBinding>(value, ignoreCase: true);
                break;
            case "target_session_attrs":
                builder.TargetSessionAttributes = value;
                break;
            case "options":
                builder.Options = value;
                break;
            case "connect_timeout" or "application_name":
                // Phoenix has its own.
                break;
            default:
                throw Wrong(where, $"the keyword '{keyword}' is not known here");
        }
    }

    // user:password@host:port/dbname?keyword=value, each part percent-encoded; IPv6 addresses in brackets.
    private static IEnumerable<(string Keyword, string Value)> Parts(string rest)
    {
        string query = After(ref rest, '?');
        string database = After(ref rest, '/');
        int at = rest.LastIndexOf('@');
        if (at >= 0)
        {
            string user = rest[..at];
            rest = rest[(at + 1)..];
            string password = After(ref user, ':');
            yield return ("user", Uri.UnescapeDataString(user));
            if (password.Length > 0)
            {
                yield return ("password", Uri.UnescapeDataString(password));
            }
        }

        if (rest.Contains(',', StringComparison.Ordinal))
        {
            // Npgsql takes a list of host:port itself.
            yield return ("host", Uri.UnescapeDataString(rest));
        }
        else if (rest.Length > 0)
        {
            int colon = rest.EndsWith(']') ? -1 : rest.LastIndexOf(':');
            yield return ("host", Uri.UnescapeDataString(colon < 0 ? rest : rest[..colon]).Trim('[', ']'));
            if (colon >= 0)
            {
                yield return ("port", rest[(colon + 1)..]);
            }
        }

        if (database.Length > 0)
        {
            yield return ("dbname", Uri.UnescapeDataString(database));
        }

        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string keyword = pair;
            string value = After(ref keyword, '=');
            yield return (Uri.UnescapeDataString(keyword), Uri.UnescapeDataString(value));
        }
    }

    private static string After(ref string text, char separator)
    {
        int at = text.IndexOf(separator, StringComparison.Ordinal);
        string after = at < 0 ? "" : text[(at + 1)..];
        text = at < 0 ? text : text[..at];
        return after;
    }

    // keyword = value, blanks around '=' allowed; values in single quotes where they are empty or hold blanks; backslash before ' and \.
    private static IEnumerable<(string Keyword, string Value)> Keywords(string dsn, string where)
    {
        for (int i = 0; i < dsn.Length;)
        {
            int equals = dsn.IndexOf('=', i);
            string keyword = equals < 0 ? "" : dsn[i..equals].Trim();
            if (keyword.Length == 0 || keyword.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '_'))
            {
                throw Wrong(where, "it is neither 'keyword=value keyword=value' nor a URI");
            }

            i = equals + 1;
            while (i < dsn.Length && char.IsWhiteSpace(dsn[i]))
            {
                i++;
            }

            bool isQuoted = i < dsn.Length && dsn[i] == '\'';
            i += isQuoted ? 1 : 0;
            StringBuilder value = new();
            bool isEnded = !isQuoted;
            for (; i < dsn.Length; i++)
            {
                if (isQuoted ? dsn[i] == '\'' : char.IsWhiteSpace(dsn[i]))
                {
                    isEnded = true;
                    i++;
                    break;
                }

                i += dsn[i] == '\\' && i + 1 < dsn.Length ? 1 : 0;
                value.Append(dsn[i]);
            }

            yield return isEnded ? (keyword, value.ToString()) : throw Wrong(where, "a quoted value has no end");
            while (i < dsn.Length && char.IsWhiteSpace(dsn[i]))
            {
                i++;
            }
        }
    }

    private static PhoenixException Wrong(string where, string what) => new(
        ErrorCode.Configuration, $"{where} is no connection string: {what}", "Write it as for psql: host=db.example port=5432 dbname=app user=app password=..., or postgres://user@host:port/dbname");
}
