using Phoenix.Ports;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Operators.Crunchy;

/// <summary>The database of a PostgresCluster passes what the lab's database passes; the operator's double is a client of the same API server.</summary>
[Trait("Contract", "Kubernetes")]
public abstract class PostgresClusterContract : DatabaseContract, IAsyncDisposable
{
    private DatabaseBench? _bench;

    /// <summary>The server; skips the test, visibly, where it cannot be had.</summary>
    private protected abstract Task<DatabaseServer> StartAsync();

    protected sealed override async Task<IDatabaseLayer> OpenAsync()
    {
        Assert.SkipUnless(CrunchyBench.Possible, "PostgreSQL 15 or older and pgBackRest are not installed");
        _bench = await DatabaseBench.StartAsync(await StartAsync(), Token);
        return _bench.Layer;
    }

    public async ValueTask DisposeAsync()
    {
        if (_bench is not null)
        {
            if (TestContext.Current.TestState?.Result == TestResult.Failed)
            {
                Console.WriteLine(_bench.Words);
            }

            await _bench.DisposeAsync();
        }
    }
}
