using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Phoenix.Adapters.S3;
using Phoenix.Lab.S3;
using Phoenix.Ports;

namespace Phoenix.EndToEnd.Tests.BadInput;

/// <summary>An S3 endpoint that is not the lab's: it runs in the test, and hands out one key.</summary>
internal sealed class ForeignS3 : IAsyncDisposable
{
    private const string Region = "elsewhere-1";
    private const string Bucket = "backups-of-others";
    private const string Path = "/backups/repo";
    private readonly DirectoryInfo _folder;
    private readonly S3EndpointHost _host;
    private readonly AccessKey _key;

    private ForeignS3(DirectoryInfo folder, S3EndpointHost host, AccessKey key)
    {
        (_folder, _host, _key) = (folder, host, key);
        File.WriteAllText(SecretFile, key.Secret + "\n");
    }

    private string SecretFile => System.IO.Path.Combine(_folder.FullName, "secret");

    /// <summary>What a person sets to use it: one secret as a value, one as a file.</summary>
    public Dictionary<string, string> Variables => new()
    {
        ["PHOENIX_S3_ENDPOINT"] = string.Create(CultureInfo.InvariantCulture, $"localhost:{_host.Port}"),
        ["PHOENIX_S3_BUCKET"] = Bucket,
        ["PHOENIX_S3_REGION"] = Region,
        ["PHOENIX_S3_PATH"] = Path,
        ["PHOENIX_S3_URI_STYLE"] = "path",
        ["PHOENIX_S3_CA_FILE"] = _host.CaFile,
        ["PHOENIX_S3_ACCESS_KEY"] = _key.Id,
        ["PHOENIX_S3_SECRET_KEY_FILE"] = SecretFile,
    };

    /// <summary>Starts it with an empty bucket; <paramref name="alter"/> makes it do less than it can.</summary>
    public static async Task<ForeignS3> StartAsync(Func<S3EndpointOptions, S3EndpointOptions>? alter = null)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("phoenix-foreign-");
        // pgBackRest runs under the servers' account and must read the CA's file.
        folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        S3EndpointOptions options = new() { Directory = System.IO.Path.Combine(folder.FullName, "data"), Region = Region };
        S3EndpointHost host = await S3EndpointHost.StartAsync(
            alter?.Invoke(options) ?? options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        using S3EndpointAdmin admin = new(host.Port, host.CaFile, host.AdminKey, Region, TimeProvider.System);
        await admin.CreateBucketAsync(Bucket, CancellationToken.None);
        return new ForeignS3(folder, host, await admin.MintKeyAsync(CancellationToken.None));
    }

    /// <summary>Every object in the bucket: key, size and ETag, in key order.</summary>
    public async Task<IReadOnlyList<string>> ListAsync()
    {
        using S3ObjectStore store = new(new S3Settings("localhost", _host.Port, Region, Bucket, S3UriStyle.Path, _host.CaFile, _key.Id, _key.Secret));
        List<string> objects = [];
        await foreach (StoredObject o in store.ListAsync("", CancellationToken.None))
        {
            objects.Add(string.Create(CultureInfo.InvariantCulture, $"{o.Key} {o.Size} {o.ETag}"));
        }

        return objects;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
