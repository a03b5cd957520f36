using System.Diagnostics;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Secrets;
using Phoenix.Adapters.Tests.LabS3;
using Phoenix.Adapters.Tests.Processes;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Stacks;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Adapters.Tests.Secrets;

public sealed class FileSourceTests : SecretSourceContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected override ISecretReader Reader { get; } = new SecretReader(
        new Dictionary<string, SecretDefinition>(), new ToolRunner(new RecordingObserver(), TimeProvider.System), new SwiftTime(TimeSpan.FromSeconds(10)), _ => null);

    protected override int? Fetches => null;

    protected override string Key => _folder.Sub("the-file");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(new byte[] { 0x61, 0x00, 0x62 }, "NUL")]
    [InlineData(new byte[] { 0x61, 0xff, 0x62 }, "not UTF-8 (at byte 1)")]
    public async Task What_is_no_text_is_refused(byte[] content, string reason)
    {
        File.WriteAllBytes(Key, content);
        Assert.Contains(reason, (await RefusedAsync(new SecretDefinition.File(Key))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_secret_by_its_size_is_refused()
    {
        File.WriteAllBytes(Key, new byte[(1 << 20) + 1]);
        Assert.Contains("longer than", (await RefusedAsync(new SecretDefinition.File(Key))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_refused() => Assert.Equal(ErrorCode.Configuration, (await RefusedAsync(new SecretDefinition.File(_folder.Path))).Code);

    [Fact]
    public async Task A_pipe_that_nobody_writes_to_is_given_up()
    {
        using (Process made = Process.Start("mkfifo", [Key]))
        {
            await made.WaitForExitAsync(Token);
        }

        PhoenixException e = await RefusedAsync(new SecretDefinition.File(Key));
        Assert.Equal(ErrorCode.SecretUnavailable, e.Code);

        // Lets the abandoned reader go.
        File.WriteAllText(Key, "");
    }

    [Fact]
    public async Task What_was_read_is_kept_for_the_run()
    {
        SecretDefinition place = Place("first");
        await Reader.ReadAsync("s", place, Token);
        File.WriteAllText(Key, "second");
        Assert.Equal("first", await Reader.ReadAsync("s", place, Token));
    }

    protected override SecretDefinition Place(string? value)
    {
        File.Delete(Key);
        if (value is not null)
        {
            File.WriteAllText(Key, value);
        }

        return new SecretDefinition.File(Key);
    }

    private async Task<PhoenixException> RefusedAsync(SecretDefinition definition) =>
        await Assert.ThrowsAsync<PhoenixException>(() => Reader.ReadAsync("s", definition, Token));
}
