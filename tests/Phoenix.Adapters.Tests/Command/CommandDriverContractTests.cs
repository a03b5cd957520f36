using Phoenix.Adapters.Command;
using Phoenix.Adapters.Tests.Layers;
using Phoenix.Stacks;
using Phoenix.Testing;

namespace Phoenix.Adapters.Tests.Command;

/// <summary>The owner's own programs, as a layer.</summary>
public sealed class CommandDriverContractTests : LayerDriverContract, IDisposable
{
    private readonly DriverBench _bench = new();

    public CommandDriverContractTests() => Driver = new CommandDriver(
        new DriverDefinition.Command(
            Shell("touch there; if [ -e hang ]; then touch hanging; exec sleep 600; fi"), Shell("rm -f there"), Shell("test -e there"), _bench.Folder,
            new Dictionary<string, ValueTemplate>(), new Dictionary<string, string>(), null),
        _bench.Scope);

    protected override ILayerDriver Driver { get; }

    protected override IReadOnlyList<string> Running => _bench.Running;

    public void Dispose() => _bench.Dispose();

    protected override void LetUpHang() => _bench.Write("hang", "");

    protected override Task HangsAsync() => _bench.AppearsAsync("hanging");

    private static ValueTemplate[] Shell(string script) => [new("sh"), new("-c"), new(script)];
}
