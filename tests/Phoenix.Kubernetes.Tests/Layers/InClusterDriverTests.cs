using Phoenix.Errors;
using Phoenix.Kubernetes.Layers;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Layers;

/// <summary>A layer in a cluster is gone with the cluster's machines, and never by the cluster's silence.</summary>
public sealed class InClusterDriverTests
{
    private readonly Silent _inner = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_the_machines_gone_nobody_is_asked()
    {
        var driver = new InClusterDriver(_inner, _ => Task.FromResult(true));

        Assert.False(await driver.ExistsAsync(Token));
        Assert.Empty((await driver.ListAsync(Token))!);
        await driver.WipeAsync(Token);
        Assert.Equal(0, _inner.Calls);
    }

    [Fact]
    public async Task With_machines_that_may_be_there_silence_is_no_answer()
    {
        var driver = new InClusterDriver(_inner, _ => Task.FromResult(false));

        await Assert.ThrowsAsync<PhoenixException>(() => driver.ExistsAsync(Token));
        await Assert.ThrowsAsync<PhoenixException>(() => driver.ListAsync(Token));
        await Assert.ThrowsAsync<PhoenixException>(() => driver.WipeAsync(Token));
        Assert.Equal(3, _inner.Calls);
    }

    [Fact]
    public async Task It_is_raised_by_its_own_driver_alone()
    {
        await Assert.ThrowsAsync<PhoenixException>(() => new InClusterDriver(_inner, _ => Task.FromResult(true)).UpAsync(Token));
        Assert.Equal(1, _inner.Calls);
    }

    // Whatever is asked of it, the cluster does not answer.
    private sealed class Silent : ILayerDriver
    {
        public int Calls { get; private set; }

        public Task UpAsync(CancellationToken cancellationToken) => throw Unanswered();

        public Task WipeAsync(CancellationToken cancellationToken) => throw Unanswered();

        public Task<bool?> ExistsAsync(CancellationToken cancellationToken) => throw Unanswered();

        public Task<IReadOnlyList<StackObject>?> ListAsync(CancellationToken cancellationToken) => throw Unanswered();

        private PhoenixException Unanswered()
        {
            Calls++;
            return new PhoenixException(ErrorCode.ClusterUnavailable, "no answer", "wait");
        }
    }
}
