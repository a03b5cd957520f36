using System.Globalization;
using System.Net;

namespace Phoenix.Recovery;

/// <summary>
/// The form that the parts of a repository's address must have, wherever they were written: variables, a stack file. Each check says what is wrong and
/// what to do, or null; whoever asks knows the place and names it.
/// </summary>
public static class RepositoryForm
{
    /// <summary>The stanza where none is given.</summary>
    public const string DefaultStanza = "db";

    /// <summary>The port where none is given.</summary>
    public const int DefaultPort = 443;

    /// <summary>Checks <c>host</c> or <c>host:port</c>.</summary>
    public static (string What, string Hint)? Endpoint(string text)
    {
        if (text.Contains('/', StringComparison.Ordinal))
        {
            return ($"'{text}' holds a scheme or a path", "Give host or host:port only, e.g. s3.eu-central-1.amazonaws.com; it is always reached over TLS.");
        }

        (string host, string? port) = Split(text);
        if (IPAddress.TryParse(text, out _) || IPAddress.TryParse(host, out _) || text.StartsWith('['))
        {
            return ($"'{text}' is an IP address", "pgBackRest compares names only: give the DNS name that the endpoint's certificate carries (for this machine, 'localhost').");
        }

        if (port is not null && (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number is < 1 or > 65535))
        {
            return ($"'{text}' has no valid port", "Give host or host:port with a port from 1 to 65535.");
        }

        return Uri.CheckHostName(host) == UriHostNameType.Dns
            ? null
            : ($"'{text}' is no host name", "Give host or host:port, e.g. s3.eu-central-1.amazonaws.com.");
    }

    /// <summary>Host and port of an endpoint whose form is right.</summary>
    public static (string Host, int Port) SplitEndpoint(string text)
    {
        (string host, string? port) = Split(text);
        return (host, port is null ? DefaultPort : int.Parse(port, NumberStyles.None, CultureInfo.InvariantCulture));
    }

    /// <summary>Checks <c>repo1-path</c>.</summary>
    public static (string What, string Hint)? Path(string path)
    {
        if (!path.StartsWith('/'))
        {
            return ($"'{path}' does not begin with '/'", "Write repo1-path with its leading slash; the keys in the bucket show none.");
        }

        if (path.Contains("//", StringComparison.Ordinal))
        {
            return ($"'{path}' contains '//'", "pgBackRest refuses it: write single slashes.");
        }

        // Phoenix keeps its own objects beside the repository, in '<parent>/phoenix/'.
        return path.Trim('/') is { Length: > 0 } trimmed && trimmed.Split('/')[^1] != "phoenix"
            ? null
            : ($"'{path}' leaves no place for Phoenix's own objects beside it", "Use a path below the bucket's root whose last part is not 'phoenix', e.g. /pgbackrest/repo1.");
    }

    /// <summary>Checks the stanza.</summary>
    public static (string What, string Hint)? Stanza(string stanza) =>
        stanza.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? null
            : ($"'{stanza}' is no stanza name", "Use letters, digits, '-', '_' and '.'.");

    /// <summary>Checks where the bucket's name stands: <c>path</c> or <c>host</c>.</summary>
    public static (string What, string Hint)? UriStyle(string style) =>
        style is "path" or "host" ? null : ($"'{style}' is neither 'path' nor 'host'", "Use 'path' for anything but AWS.");

    /// <summary>Checks the name of a CA file; whether it can be read is another matter.</summary>
    public static (string What, string Hint)? CaFile(string file) =>
        file.StartsWith('/') ? null : ($"'{file}' is a relative path", "Give an absolute path: tools run in other directories.");

    /// <summary>Checks any value that pgBackRest's configuration must carry, secrets among them: neither answer shows it.</summary>
    public static (string What, string Hint)? Value(string value)
    {
        if (value.Length == 0)
        {
            return ("an empty value", "Set it, or leave it out.");
        }

        return value.Any(char.IsControl) || char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1])
            ? ("a value with a line break, a control character or a blank at an end", "Remove it: pgBackRest could not read it back.")
            : null;
    }

    private static (string Host, string? Port) Split(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon < 0 ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }
}
