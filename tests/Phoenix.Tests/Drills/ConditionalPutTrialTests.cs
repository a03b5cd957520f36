using Phoenix.Drills;
using Phoenix.Ports;
using Phoenix.Testing.ObjectStores;
using Xunit;

namespace Phoenix.Tests.Drills;

public sealed class ConditionalPutTrialTests
{
    private static readonly RepositoryLocation At = new("localhost:1", "bucket", "region", "/backups/repo", "db");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_conditions_are_kept_a_later_trial_stores_nothing_and_each_repository_has_its_own_object()
    {
        InMemoryObjectStore store = new();
        Assert.Equal(ConditionalPuts.Kept, await new ConditionalPutTrial(store, At).RunAsync(Token));
        StoredObject[] first = await store.ListAsync("", Token).ToArrayAsync(Token);
        Assert.Equal(ConditionalPuts.Kept, await new ConditionalPutTrial(store, At).RunAsync(Token));
        Assert.Equal(first, await store.ListAsync("", Token).ToArrayAsync(Token));
        Assert.Equal("backups/phoenix/repo/conditional-put/db", Assert.Single(first).Key);

        await new ConditionalPutTrial(store, At with { Stanza = "other" }).RunAsync(Token);
        await new ConditionalPutTrial(store, At with { Path = "/backups/repo2" }).RunAsync(Token);
        Assert.Equal(3, await store.ListAsync("backups/phoenix/", Token).CountAsync(Token));
    }

    [Fact]
    public async Task An_endpoint_that_refuses_what_is_not_there_keeps_to_no_condition()
    {
        Assert.Equal(ConditionalPuts.Refused, await new ConditionalPutTrial(new Unwilling(), At).RunAsync(Token));
    }

    // Answers "the condition does not hold" to every conditional put.
    private sealed class Unwilling : IObjectStore
    {
        public Task<string?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

        public Task<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken) => Task.FromResult<StoredObject?>(null);

        public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => AsyncEnumerable.Empty<StoredObject>();

        public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken) => Task.FromResult<Stream?>(null);

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
