using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Testing;

/// <summary>What <see cref="ISecretReader"/> must do with a source of any kind. Every source passes it.</summary>
public abstract class SecretSourceContract
{
    protected const string Pem = "-----BEGIN PRIVATE KEY-----\r\nMIIEvQIBADANBgkq\nAbc=\r\n-----END PRIVATE KEY-----\r\n";

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A reader that knows what the source holds.</summary>
    protected abstract ISecretReader Reader { get; }

    /// <summary>Puts a value into the source, as it is, and says where it is; null for a place that holds nothing.</summary>
    protected abstract SecretDefinition Place(string? value);

    /// <summary>How often the source was asked for the value; null where nobody can count.</summary>
    protected abstract int? Fetches { get; }

    /// <summary>A word of the place that every message about it must name.</summary>
    protected abstract string Key { get; }

    [Fact]
    public async Task A_value_is_read_and_known_for_redaction()
    {
        Assert.Equal("pass wörd $'\"\\", await Reader.ReadAsync("s", Place("pass wörd $'\"\\"), Token));
        Assert.Contains("pass wörd $'\"\\", Reader.Known);
    }

    [Theory]
    [InlineData("x\n", "x")]
    [InlineData("x\r\n", "x")]
    [InlineData("x\n\n", "x\n")]
    [InlineData("x\r\n\r\n", "x\r\n")]
    [InlineData("x\r", "x\r")]
    [InlineData(" x ", " x ")]
    [InlineData("a\r\nb", "a\r\nb")]
    public async Task One_line_break_at_the_end_is_taken_off_and_nothing_else(string stored, string expected) =>
        Assert.Equal(expected, await Reader.ReadAsync("s", Place(stored), Token));

    [Fact]
    public async Task Pem_is_kept_byte_for_byte() => Assert.Equal(Pem, await Reader.ReadAsync("s", Place(Pem), Token));

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData(" \r\n")]
    public async Task An_empty_value_is_an_error_that_names_secret_and_place(string stored)
    {
        PhoenixException e = await RefusedAsync(Place(stored));
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Contains("is empty", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Reader.Known, string.IsNullOrWhiteSpace);
    }

    [Fact]
    public async Task A_missing_value_is_an_error_that_names_secret_and_place() => Assert.Equal(MissingIs, (await RefusedAsync(Place(null))).Code);

    [Fact]
    public async Task Many_readers_at_once_fetch_once()
    {
        SecretDefinition definition = Place("only once");
        int? before = Fetches;
        string[] values = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Reader.ReadAsync("s", definition, Token))));
        Assert.All(values, value => Assert.Equal("only once", value));
        await Reader.ReadAsync("s", definition, Token);
        Assert.Equal(before is null ? null : before + 1, Fetches);
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        await RefusedAsync(Place(null));
        Assert.Equal("there now", await Reader.ReadAsync("s", Place("there now"), Token));
    }

    [Fact]
    public async Task A_cancelled_reader_is_told_so() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Reader.ReadAsync("s", Place("x"), new CancellationToken(canceled: true)));

    /// <summary>The code for a place that holds nothing.</summary>
    protected virtual ErrorCode MissingIs => ErrorCode.Configuration;

    private async Task<PhoenixException> RefusedAsync(SecretDefinition definition)
    {
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => Reader.ReadAsync("the-secret", definition, Token));
        Assert.Contains("secret 'the-secret'", e.Message, StringComparison.Ordinal);
        Assert.Contains(Key, e.Message, StringComparison.Ordinal);
        Assert.NotEmpty(e.Hint);
        return e;
    }
}
