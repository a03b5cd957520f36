using Phoenix.Adapters.Command;
using Phoenix.Adapters.Proxmox;
using Phoenix.Adapters.Tests.Layers;
using Phoenix.Stacks;
using Phoenix.Testing;
using Phoenix.Testing.Proxmox;
using Xunit;

namespace Phoenix.Adapters.Tests.Proxmox;

/// <summary>A layer of machines, raised by a program and destroyed through Proxmox, keeps the contract of every driver.</summary>
public sealed class ProxmoxWipeContractTests : LayerDriverContract, IAsyncLifetime
{
    private readonly DriverBench _bench = new();
    private ProxmoxCluster _cluster = null!;
    private ProxmoxWipe _wipe = null!;

    protected override ILayerDriver Driver => _wipe;

    protected override IReadOnlyList<string> Running => _bench.Running;

    public async ValueTask InitializeAsync()
    {
        _cluster = await ProxmoxCluster.StartAsync();
        _wipe = new ProxmoxWipe(new MachineMaker(_bench, _cluster.Api), _cluster.Definition(), _cluster.Scope) { Settle = TimeSpan.FromMilliseconds(100) };
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _bench.Dispose();
    }

    protected override void LetUpHang() => _bench.Write("hang", "");

    protected override Task HangsAsync() => _bench.AppearsAsync("hanging");

    // Makes a machine, as a program would, before it does the rest: one that is cancelled leaves the machine.
    private sealed class MachineMaker(DriverBench bench, ProxmoxDouble api) : ILayerDriver
    {
        private readonly CommandDriver _program = new(
            new DriverDefinition.Command(
                Shell("touch there; if [ -e hang ]; then touch hanging; exec sleep 600; fi"), Shell("rm -f there"), Shell("test -e there"), bench.Folder,
                new Dictionary<string, ValueTemplate>(), new Dictionary<string, string>(), null),
            bench.Scope);

        public async Task UpAsync(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (api.Machines.All(m => m.Id != 421))
            {
                api.Add(new DoubleMachine(421, "pve1", "cp-1"));
            }

            await _program.UpAsync(cancellationToken);
        }

        public Task WipeAsync(CancellationToken cancellationToken) => _program.WipeAsync(cancellationToken);

        public Task<bool?> ExistsAsync(CancellationToken cancellationToken) => _program.ExistsAsync(cancellationToken);

        public async Task<IReadOnlyList<StackObject>?> ListAsync(CancellationToken cancellationToken) =>
            await _program.ExistsAsync(cancellationToken) == true ? [new StackObject("file", "there")] : [];

        private static ValueTemplate[] Shell(string script) => [new("sh"), new("-c"), new(script)];
    }
}
