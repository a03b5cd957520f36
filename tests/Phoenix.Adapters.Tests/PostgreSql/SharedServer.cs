using Xunit;

namespace Phoenix.Adapters.Tests.PostgreSql;

/// <summary>One server for all tests that leave it as they found it. They run one after another: all use the database phoenix_proof.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    public TestServer Test { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Test = await TestServer.CreateAsync();

    public ValueTask DisposeAsync() => Test.DisposeAsync();
}

[CollectionDefinition("postgres")]
public sealed class PostgresCollection : ICollectionFixture<SharedServer>;
