using Phoenix.Adapters.Secrets;
using Xunit;

namespace Phoenix.Adapters.Tests.Secrets;

public sealed class OneFetchTests
{
    private readonly OneFetch<string, string> _values = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fetch_that_was_cancelled_from_within_is_a_failure_not_an_endless_repetition()
    {
        int fetches = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _values.GetAsync("k", _ => { fetches++; throw new OperationCanceledException("inside"); }, Token));
        Assert.Equal(1, fetches);
    }

    [Fact]
    public async Task A_forgotten_value_is_fetched_again_but_a_newer_one_stays()
    {
        Assert.Equal("one", await GetAsync("one"));
        _values.Forget("k", "one");
        Assert.Equal("two", await GetAsync("two"));
        _values.Forget("k", "one");
        Assert.Equal("two", await GetAsync("three"));
    }

    private Task<string> GetAsync(string value) => _values.GetAsync("k", _ => Task.FromResult(value), Token);
}
