using System.Diagnostics;
using System.Text.Json;
using Phoenix.Adapters.Processes;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.Lab.S3;
using Phoenix.Proof;
using Xunit;

namespace Phoenix.EndToEnd.Tests.BadInput;

/// <summary>A lab's S3 endpoint, made to fail and to work again.</summary>
internal sealed class FaultyEndpoint : IDisposable
{
    private readonly S3EndpointAdmin _admin;
    private readonly string _marker;
    private readonly string _folder;

    /// <summary>Opens the administration of the endpoint of a lab that is up.</summary>
    public FaultyEndpoint(LabState state, string lab)
    {
        using JsonDocument record = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(state.Lab(lab), "lab.json")));
        _folder = Path.Combine(state.Lab(lab), "s3");
        _marker = state.Marker(lab) + "-s3";
        Port = record.RootElement.GetProperty("s3Port").GetInt32();
        _admin = S3EndpointAdmin.Open(
            new S3EndpointOptions { Directory = _folder, Port = Port, Region = record.RootElement.GetProperty("region").GetString()! }, TimeProvider.System);
    }

    /// <summary>Brings the lab up and opens its endpoint.</summary>
    public static async Task<FaultyEndpoint> UpAsync(LabState state)
    {
        PhoenixResult up = await state.RunAsync("lab", "up");
        Assert.True(up.ExitCode == 0, up.ToString());
        return new FaultyEndpoint(state, "lab");
    }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Answers every request on an object or bucket so from now on.</summary>
    public Task FailAsync(int status, string code) => DisturbAsync(new FaultRule { Id = "test", Status = status, Code = code, Message = "planted by a test" });

    /// <summary>Does from now on what the rules say.</summary>
    public Task DisturbAsync(params IReadOnlyList<FaultRule> rules) => _admin.SetFaultsAsync(rules, CancellationToken.None);

    /// <summary>How many requests the rules hit so far.</summary>
    public async Task<long> HitsAsync() => (await _admin.GetFaultsAsync(CancellationToken.None)).Sum(f => f.Hits);

    /// <summary>Works again; one that was killed is started by Phoenix itself.</summary>
    public Task MendAsync() => ProcessTable.FindBelonging(_marker, []).Count > 0 ? _admin.ClearFaultsAsync(CancellationToken.None) : Task.CompletedTask;

    /// <summary>Mends it, and asserts that the next drill on the lab is Proven.</summary>
    public async Task EndsProvenAsync(LabState state)
    {
        await MendAsync();
        PhoenixResult again = await state.RunAsync("drill", "--load-seconds", "1");
        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.Equal(Verdict.Proven, state.Evidence().Verdict);
    }

    /// <summary>Kills the endpoint where it stands: nobody listens any more.</summary>
    public void Kill()
    {
        foreach (ProcessEntry endpoint in ProcessTable.FindBelonging(_marker, []))
        {
            using Process process = Process.GetProcessById(endpoint.Pid);
            process.Kill();
            process.WaitForExit();
        }
    }

    public void Dispose() => _admin.Dispose();
}
