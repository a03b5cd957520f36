using Phoenix.Errors;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Adapters.Tests.Gates;

public sealed class FileGateTests : IDisposable
{
    private readonly GateBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task It_holds_once_the_file_holds_something()
    {
        string path = _bench.Folder.Sub("kubeconfig");
        GateDefinition.FileThere gate = new(new ValueTemplate(path));
        Assert.Equal("not there, or not to be seen by this account", await _bench.LookAsync(gate));
        await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);
        Assert.Equal("empty", await _bench.LookAsync(gate));
        await File.WriteAllTextAsync(path, "x", TestContext.Current.CancellationToken);
        Assert.Null(await _bench.LookAsync(gate));
    }

    [Fact]
    public async Task A_directory_is_no_file() => Assert.Equal("a directory is there", await _bench.LookAsync(new GateDefinition.FileThere(new ValueTemplate(_bench.Folder.Path))));

    [Theory]
    [InlineData(255, false)]
    [InlineData(256, true)]
    public async Task A_name_that_no_file_can_have_ends_the_wait(int bytes, bool ends)
    {
        GateDefinition.FileThere gate = new(new ValueTemplate($"{_bench.Folder.Path}/{new string('n', bytes)}/kubeconfig"));
        if (ends)
        {
            Assert.Contains("no file can have the name", (await _bench.RefusedAsync(gate)).Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.NotNull(await _bench.LookAsync(gate));
        }
    }

    [Fact]
    public async Task An_output_that_is_no_absolute_path_ends_the_wait()
    {
        _bench.Outputs["file"] = new LayerOutput("out/kubeconfig", Sensitive: false);
        PhoenixException e = await _bench.RefusedAsync(new GateDefinition.FileThere(new ValueTemplate("${platform.file}")));
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Contains("'out/kubeconfig' is no absolute path", e.Message, StringComparison.Ordinal);
    }
}
