using Phoenix.Adapters.Processes;
using Xunit;

namespace Phoenix.Adapters.Tests.Processes;

[Collection(AloneCollection.Name)]
public sealed class LargeOutputTests
{
    [Fact]
    public async Task A_gigabyte_of_output_is_read_with_flat_memory()
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);

        ToolResult result = await new ToolRunner(new RecordingObserver(), TimeProvider.System).RunAsync(
            new ToolCommand
            {
                Tool = "script",
                FileName = "sh",
                Arguments = ["-c", "echo first; head -c 1G /dev/zero; echo; echo last"],
                Timeout = TimeSpan.FromMinutes(1),
            },
            CancellationToken.None);

        long after = GC.GetTotalMemory(forceFullCollection: true);
        Assert.StartsWith("first\n", result.StandardOutput, StringComparison.Ordinal);
        Assert.EndsWith("last\n", result.StandardOutput, StringComparison.Ordinal);
        Assert.InRange(result.StandardOutput.Length, 1 << 20, (1 << 20) + 100);
        // The output is sixteen times as much.
        Assert.True(after - before < 64 << 20, $"{(after - before) >> 20} MiB more than before");
    }
}
