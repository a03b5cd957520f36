using Phoenix.Adapters.S3;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.EndToEnd.Tests.Launcher;
using Phoenix.Ports;
using Xunit;

namespace Phoenix.EndToEnd.Tests.OtherS3;

/// <summary>
/// A real S3 server that is not ours, started by a script on a folder of its own and stopped at the end. The scripts are no part of the clone:
/// <c>PHOENIX_TEST_SERVERS</c> names their folder, else they are looked for beside it. <c>SCRIPT start DIR PORT</c>, <c>stop DIR</c> and <c>env DIR</c>.
/// </summary>
/// <param name="script">The script's name.</param>
/// <param name="variablePrefix">What its own variables begin with.</param>
public abstract class OtherServer(string script, string variablePrefix) : IAsyncLifetime
{
    private const string Bucket = "phoenix-tests";
    private readonly string _script = Path.Combine(
        Environment.GetEnvironmentVariable("PHOENIX_TEST_SERVERS") is { Length: > 0 } given ? given : Path.Combine(Launcher.Script.Root, "../shared/s3"), script);

    private DirectoryInfo? _folder;
    private string? _absent;
    private Dictionary<string, string> _settings = [];

    /// <summary>What its programs are called, all of which must be found.</summary>
    protected abstract IReadOnlyList<string> Programs { get; }

    /// <summary>How they are installed.</summary>
    protected abstract string Install { get; }

    /// <summary>What it makes of conditional puts.</summary>
    public abstract ConditionalPuts ConditionalPuts { get; }

    /// <summary>What a person sets to use it.</summary>
    public Dictionary<string, string> Variables => new()
    {
        ["PHOENIX_S3_ENDPOINT"] = $"{_settings["S3_HOST"]}:{_settings["S3_PORT"]}",
        ["PHOENIX_S3_BUCKET"] = Bucket,
        ["PHOENIX_S3_REGION"] = _settings["S3_REGION"],
        ["PHOENIX_S3_PATH"] = "/drills/repo",
        ["PHOENIX_S3_URI_STYLE"] = _settings["S3_URI_STYLE"],
        ["PHOENIX_S3_CA_FILE"] = _settings["S3_CA_FILE"],
        ["PHOENIX_S3_ACCESS_KEY"] = _settings["S3_ACCESS_KEY"],
        ["PHOENIX_S3_SECRET_KEY"] = _settings["S3_SECRET_KEY"],
    };

    /// <summary>Opens its bucket.</summary>
    public S3ObjectStore Open() => new(Settings);

    /// <summary>Its bucket, and the key of whoever owns it.</summary>
    public S3Settings Settings => new(
        _settings["S3_HOST"], int.Parse(_settings["S3_PORT"], System.Globalization.CultureInfo.InvariantCulture), _settings["S3_REGION"],
        Bucket, S3UriStyle.Path, _settings["S3_CA_FILE"], _settings["S3_ACCESS_KEY"], _settings["S3_SECRET_KEY"]);

    /// <summary>Skips the test, with its reason, where the server does not run.</summary>
    public void Required()
    {
        Full.Only("starts a server of others");
        Assert.SkipWhen(_absent is not null, _absent ?? "");
    }

    public async ValueTask InitializeAsync()
    {
        if (!Full.Asked)
        {
            return;
        }

        string[] missing = [.. Programs.Where(p => Find(p) is null)];
        _absent = !File.Exists(_script) ? $"{script} is not there: PHOENIX_TEST_SERVERS names no folder that has it"
            : missing.Length > 0 ? $"{string.Join(", ", missing)} not installed: {Install}"
            : null;
        if (_absent is not null)
        {
            return;
        }

        _folder = Directory.CreateTempSubdirectory("phoenix-s3-");
        // pgBackRest runs under the servers' account and must read the CA's file.
        _folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Script start = await RunAsync("start", "0");
        if (start.Error.Contains("extended attributes", StringComparison.Ordinal))
        {
            _absent = start.Error.Trim();
            return;
        }

        Assert.True(start.ExitCode == 0, start.ToString());
        // The values are quoted for a shell; none that is used here holds anything but a backslash too many.
        _settings = start.Output.Split('\n').Where(l => l.StartsWith("S3_", StringComparison.Ordinal))
            .Select(l => l.Split('=', 2)).ToDictionary(l => l[0], l => l[1].Replace("\\", "", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        if (_folder is not null)
        {
            Script stop = await RunAsync("stop");
            _folder.Delete(recursive: true);
            Assert.True(stop.ExitCode == 0, stop.ToString());
        }

        GC.SuppressFinalize(this);
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private Task<Script> RunAsync(string command, params string[] more) => Launcher.Script.RunAsync(
        new() { [variablePrefix + "_BUCKETS"] = Bucket }, _script, [command, Path.Combine(_folder!.FullName, "d"), .. more]);
}
