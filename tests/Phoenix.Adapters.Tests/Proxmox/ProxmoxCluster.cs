using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Phoenix.Adapters.Files;
using Phoenix.Adapters.Layers;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Proxmox;
using Phoenix.Adapters.Secrets;
using Phoenix.Adapters.Tests.LabS3;
using Phoenix.Adapters.Tests.Processes;
using Phoenix.Errors;
using Phoenix.Stacks;
using Phoenix.Testing.Proxmox;
using Xunit;

namespace Phoenix.Adapters.Tests.Proxmox;

/// <summary>The double of a cluster, with a layer that destroys its machines there.</summary>
public sealed class ProxmoxCluster : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _certificate = DoubleCertificate.For("localhost");
    private readonly LayerLogFile _log;
    private readonly SecretReader _secrets;

    private ProxmoxCluster()
    {
        _log = new LayerLogFile(LogFile, TimeProvider.System);
        ToolRunner runner = new(new RecordingObserver(), TimeProvider.System);
        _secrets = new SecretReader(new Dictionary<string, SecretDefinition> { ["TOKEN"] = new SecretDefinition.Env("PVE_TOKEN") }, runner, TimeProvider.System, _ => Token);
        Scope = new LayerScope("platform", runner, _log, new LayerOutputs(), _secrets, "proxmox-test", TimeSpan.FromMinutes(1), TimeProvider.System);
    }

    public ProxmoxDouble Api { get; private set; } = null!;

    public LayerScope Scope { get; }

    public string Token { get; set; } = ProxmoxDouble.Token;

    public string Fingerprint => Convert.ToHexString(SHA256.HashData(_certificate.RawData));

    public string CaFile => _folder.Sub("ca.pem");

    /// <summary>All that the layer's log holds so far.</summary>
    public string LogText => File.Exists(LogFile) ? File.ReadAllText(LogFile) : ""; // made by its first line

    internal InnerDriver Inner { get; } = new();

    private string LogFile => _folder.Sub("platform.log");

    public static async Task<ProxmoxCluster> StartAsync()
    {
        ProxmoxCluster cluster = new();
        await File.WriteAllTextAsync(cluster.CaFile, cluster._certificate.ExportCertificatePem());
        cluster.Api = await ProxmoxDouble.StartAsync(cluster._certificate);
        return cluster;
    }

    /// <summary>A wipe of the machines 421 to 440, unless altered.</summary>
    public WipeDefinition.Proxmox Definition() =>
        new(Api.Server.Address, "TOKEN", null, Fingerprint, [], [new VmIdRange(421, 440)], null, null, null, TimeSpan.FromSeconds(20));

    public ProxmoxWipe Wipe(WipeDefinition.Proxmox? definition = null) => new(Inner, definition ?? Definition(), Scope) { Settle = TimeSpan.FromSeconds(1) };

    /// <summary>The wipe fails, and shows the token to nobody.</summary>
    public async Task<PhoenixException> RefusedAsync(WipeDefinition.Proxmox? definition = null)
    {
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => Wipe(definition).WipeAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain(ProxmoxDouble.TokenSecret, e + e.Hint + LogText, StringComparison.Ordinal);
        return e;
    }

    public async ValueTask DisposeAsync()
    {
        if (Api is not null)
        {
            await Api.DisposeAsync();
        }

        _log.Dispose();
        _secrets.Dispose();
        _certificate.Dispose();
        _folder.Dispose();
    }
}
