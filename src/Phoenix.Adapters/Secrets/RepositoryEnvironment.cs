using Phoenix.Adapters.S3;
using Phoenix.Errors;
using Phoenix.Recovery;

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

        (string host, int port) = RepositoryForm.SplitEndpoint(Plain(Endpoint, RepositoryForm.Endpoint));
        S3Settings s3 = new(
            host,
            port,
            Plain(Region),
            Plain(Bucket),
            Optional(UriStyle, RepositoryForm.UriStyle) == "host" ? S3UriStyle.Host : S3UriStyle.Path,
            ReadCaFile(),
            Secret(AccessKey) ?? throw Missing(AccessKey),
            Secret(SecretKey) ?? throw Missing(SecretKey),
            Secret(SessionToken));
        return new RepositorySettings(s3, Plain(Path, RepositoryForm.Path), Optional(Stanza, RepositoryForm.Stanza) ?? RepositoryForm.DefaultStanza, Secret(CipherPass));
    }

    private string? ReadCaFile()
    {
        string? file = Optional(CaFile, RepositoryForm.CaFile);
        if (file is not null)
        {
            ReadFile(CaFile, file);
        }

        return file;
    }

    private string Plain(string name, Func<string, (string What, string Hint)?>? form = null) => Optional(name, form) ?? throw Missing(name);

    private string? Optional(string name, Func<string, (string What, string Hint)?>? form = null)
    {
        if (read(name) is not string value)
        {
            return null;
        }

        Check(name, "", RepositoryForm.Value(value));
        Check(name, "", form?.Invoke(value));
        return value;
    }

    private string? Secret(string name)
    {
        string fileName = name + FileSuffix;
        if (Optional(fileName) is not string file)
        {
            return Optional(name);
        }

        if (read(name) is not null)
        {
            throw Wrong(name, $"both {name} and {fileName} are set", "Set one of them.");
        }

        string value = ReadFile(fileName, file).TrimEnd('\r', '\n');
        Check(fileName, $"the file '{file}' holds ", RepositoryForm.Value(value));
        return value;
    }

    private static void Check(string name, string where, (string What, string Hint)? fault)
    {
        if (fault is (string what, string hint))
        {
            throw Wrong(name, where + what, hint);
        }
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
