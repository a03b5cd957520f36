using Microsoft.Extensions.Logging.Abstractions;
using Phoenix.Adapters.S3;
using Phoenix.Adapters.Secrets;
using Phoenix.Lab.Local;
using Phoenix.Lab.S3;
using Phoenix.Ports;
using Phoenix.Stacks;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Adapters.Tests.Lab;

/// <summary>The lab's database: real servers on this machine, and an S3 endpoint.</summary>
public sealed class LabDatabaseTests : DatabaseContract, IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("phoenix-lab-");
    private S3EndpointHost? _s3;
    private LabSession? _session;

    protected override async Task<IDatabaseLayer> OpenAsync()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PHOENIX_TEST_FULL") == "1", "three generations of a real server: only with PHOENIX_TEST_FULL=1");

        // Servers run under an account of their own, and read the authority's file.
        _folder.UnixFileMode |= UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        S3EndpointOptions options = new() { Directory = Path.Combine(_folder.FullName, "s3") };
        _s3 = await S3EndpointHost.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, Token);
        using S3EndpointAdmin admin = new(_s3.Port, _s3.CaFile, _s3.AdminKey, options.Region, TimeProvider.System);
        await admin.CreateBucketAsync("lab", Token);
        AccessKey key = await admin.MintKeyAsync(Token);
        RepositorySettings repository = new(new S3Settings("localhost", _s3.Port, options.Region, "lab", S3UriStyle.Path, _s3.CaFile, key.Id, key.Secret), "/lab/repo1", "lab", null);
        _session = await LabSession.OpenAsync(new LabOptions { State = Path.Combine(_folder.FullName, "state") }, repository, new Unobserved(), TimeProvider.System, Token);
        return new LabDatabaseLayer(_session.Stack);
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
        {
            await new LabLayer(_session.Stack, new RebirthIntent.Initialize()).WipeAsync(CancellationToken.None);
            _session.Dispose();
        }

        if (_s3 is not null)
        {
            await _s3.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private sealed class Unobserved : IToolObserver
    {
        public void Started(ToolProcess process)
        {
        }

        public void Ended(ToolProcess process, int exitCode, TimeSpan duration)
        {
        }
    }
}
