using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Secrets;
using Phoenix.Adapters.Tests.Processes;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Stacks;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Adapters.Tests.Secrets;

public sealed class EnvSourceTests : SecretSourceContract
{
    private string? _value;
    private int _fetches;

    public EnvSourceTests() => Reader = new SecretReader(
        new Dictionary<string, SecretDefinition>(),
        new ToolRunner(new RecordingObserver(), TimeProvider.System),
        TimeProvider.System,
        name =>
        {
            Assert.Equal("THE_VARIABLE", name);
            Interlocked.Increment(ref _fetches);
            return _value;
        });

    protected override ISecretReader Reader { get; }

    protected override int? Fetches => _fetches;

    protected override string Key => "THE_VARIABLE";

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => Reader.ReadAsync("s", Place("a\uFFFDb"), Token));
        Assert.Contains("not UTF-8", e.Message, StringComparison.Ordinal);
    }

    protected override SecretDefinition Place(string? value)
    {
        _value = value;
        return new SecretDefinition.Env("THE_VARIABLE");
    }
}
