using System.Globalization;
using System.Net;
using Phoenix.Adapters.S3;
using Phoenix.Errors;

namespace Phoenix.Adapters.Secrets;

/// <summary>
/// Reads the settings of a repository elsewhere from <c>PHOENIX_S3_*</c> and <c>PHOENIX_CIPHER_PASS</c>. Each secret may be given as a
/// value or, with <c>_FILE</c> added to the name, as a file that holds it.
/// </summary>
/// <param name="read">Gives a variable's value; null when it is not set.</param>
public sealed class RepositoryEnvironment(Func<string, string?> read)
{
    private const string Endpoint = "PHOENIX_S3_ENDPOINT";
    private const string Bucket = "PHOENIX_S3_BUCKET";
    private const string Region = "PHOENIX_S3_REGION";
    private const string Path = "PHOENIX_S3_PATH";
    private const string Stanza = "PHOENIX_S3_STANZA";
    private const string CaFile = "PHOENIX_S3_CA_FILE";
    private const string UriStyle = "PHOENIX_S3_URI_STYLE";
    private const string AccessKey = "PHOENIX_S3_ACCESS_KEY";
    private const string SecretKey = "PHOENIX_S3_SECRET_KEY";
    private const string SessionToken = "PHOENIX_S3_SESSION_TOKEN";
    private const string CipherPass = "PHOENIX_CIPHER_PASS";
    private const string FileSuffix = "_FILE";

    private static readonly string[] All =
    [
        Endpoint, Bucket, Region, Path, Stanza, CaFile, UriStyle, AccessKey, AccessKey + FileSuffix, SecretKey, SecretKey + FileSuffix,
        SessionToken, SessionToken + FileSuffix, CipherPass, CipherPass + FileSuffix,
    ];

    /// <summary>The settings; null when no variable is set, which means the embedded endpoint.</summary>
    /// <exception cref="PhoenixException">Configuration: a variable is missing, empty or wrong; the message names it and never shows a secret.</exception>
    public RepositorySettings? Read()
    {
        if (All.All(name => read(name) is null))
        {
            return null;
        }

        (string host, int port) = ReadEndpoint();
        S3Settings s3 = new(
            host,
            port,
            Plain(Region),
            Plain(Bucket),
            ReadUriStyle(),
            ReadCaFile(),
            Secret(AccessKey) ?? throw Missing(AccessKey),
            Secret(SecretKey) ?? throw Missing(SecretKey),
            Secret(SessionToken));
        return new RepositorySettings(s3, ReadPath(), Optional(Stanza) is string s ? Name(s) : "db", Secret(CipherPass));
    }

    private static string Name(string stanza) =>
        stanza.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? stanza
            : throw Wrong(Stanza, $"'{stanza}' is no stanza name", "Use letters, digits, '-', '_' and '.'.");

    private (string Host, int Port) ReadEndpoint()
    {
        string text = Plain(Endpoint);
        if (text.Contains('/', StringComparison.Ordinal))
        {
            throw Wrong(Endpoint, $"'{text}' holds a scheme or a path", "Give host or host:port only, e.g. s3.eu-central-1.amazonaws.com; it is always reached over TLS.");
        }

        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? text : text[..colon];
        if (IPAddress.TryParse(text, out _) || IPAddress.TryParse(host, out _) || text.StartsWith('['))
        {
            throw Wrong(Endpoint, $"'{text}' is an IP address", "pgBackRest compares names only: give the DNS name that the endpoint's certificate carries (for this machine, 'localhost').");
        }

        int port = 443;
        if (colon >= 0 && (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535))
        {
            throw Wrong(Endpoint, $"'{text}' has no valid port", "Give host or host:port with a port from 1 to 65535.");
        }

        return Uri.CheckHostName(host) == UriHostNameType.Dns
            ? (host, port)
            : throw Wrong(Endpoint, $"'{text}' is no host name", "Give host or host:port, e.g. s3.eu-central-1.amazonaws.com.");
    }

    private string ReadPath()
    {
        string path = Plain(Path);
        if (!path.StartsWith('/'))
        {
            throw Wrong(Path, $"'{path}' does not begin with '/'", "Write repo1-path with its leading slash; the keys in the bucket show none.");
        }

        if (path.Contains("//", StringComparison.Ordinal))
        {
            throw Wrong(Path, $"'{path}' contains '//'", "pgBackRest refuses it: write single slashes.");
        }

        // Phoenix keeps its own objects beside the repository, in '<parent>/phoenix/'.
        return path.Trim('/') is { Length: > 0 } trimmed && trimmed.Split('/')[^1] != "phoenix"
            ? path
            : throw Wrong(Path, $"'{path}' leaves no place for Phoenix's own objects beside it", "Use a path below the bucket's root whose last part is not 'phoenix', e.g. /pgbackrest/repo1.");
    }

    private S3UriStyle ReadUriStyle() => Optional(UriStyle) switch
    {
        null or "path" => S3UriStyle.Path,
        "host" => S3UriStyle.Host,
        string other => throw Wrong(UriStyle, $"'{other}' is neither 'path' nor 'host'", "Use 'path' for anything but AWS."),
    };

    private string? ReadCaFile()
    {
        if (Optional(CaFile) is not string file)
        {
            return null;
        }

        if (!System.IO.Path.IsPathRooted(file))
        {
            throw Wrong(CaFile, $"'{file}' is a relative path", "Give an absolute path: tools run in other directories.");
        }

        ReadFile(CaFile, file);
        return file;
    }

    private string Plain(string name) => Optional(name) ?? throw Missing(name);

    private string? Optional(string name) => read(name) is string value ? Checked(name, value, "") : null;

    private string? Secret(string name)
    {
        string fileName = name + FileSuffix;
        string? value = read(name);
        if (read(fileName) is not string file)
        {
            return value is null ? null : Checked(name, value, "");
        }

        return value is null
            ? Checked(fileName, ReadFile(fileName, Checked(fileName, file, "")).TrimEnd('\r', '\n'), $"the file '{file}' holds ")
            : throw Wrong(name, $"both {name} and {fileName} are set", "Set one of them.");
    }

    private static string Checked(string name, string value, string where)
    {
        if (value.Length == 0)
        {
            throw Wrong(name, where + "an empty value", "Set it, or unset the variable.");
        }

        return value.Any(char.IsControl) || char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1])
            ? throw Wrong(name, where + "a value with a line break, a control character or a blank at an end", "Remove it: pgBackRest could not read it back.")
            : value;
    }

    private static string ReadFile(string name, string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong(name, $"the file '{file}' cannot be read ({e.GetType().Name})", "Name a file that exists and that this account may read.", e);
        }
    }

    private static PhoenixException Missing(string name) =>
        Wrong(name, "it is not set although other PHOENIX_S3_* variables are", "Set it, or unset all of them to use the embedded endpoint.");

    private static PhoenixException Wrong(string name, string what, string hint, Exception? inner = null) =>
        new(ErrorCode.Configuration, $"{name}: {what}", hint, inner);
}
