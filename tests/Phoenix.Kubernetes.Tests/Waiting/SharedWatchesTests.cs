using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Tests.Cluster;
using Phoenix.Kubernetes.Tests.Memory;
using Phoenix.Kubernetes.Waiting;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Waiting;

/// <summary>Waits on many objects of one kind share a watch.</summary>
public sealed class SharedWatchesTests
{
    private const int Many = SharedWatches.Many;
    private static readonly KubeKind ConfigMaps = new("", "v1", "ConfigMap", "configmaps", Namespaced: true);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private readonly ConcurrentQueue<string> _watched = new();
    private readonly MemoryCluster _cluster;
    private Exception? _refusal;

    public SharedWatchesTests()
    {
        _cluster = new MemoryCluster(TimeProvider.System).Serve(ConfigMaps);
        _cluster.Fault = (verb, _, name) =>
        {
            if (verb != "watch")
            {
                return null;
            }

            _watched.Enqueue(name ?? "");
            return string.IsNullOrEmpty(name) ? _refusal : null;
        };
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ObjectWaiting Wait => new(_cluster, new SilentLog(), TimeProvider.System);

    [Fact]
    public async Task Many_objects_of_a_kind_are_awaited_on_one_watch()
    {
        Put(0);
        Task all = Wait.UntilAllReadyAsync(Objects(Many), Bound, Token);
        for (int i = 1; i < Many; i++)
        {
            Assert.False(all.IsCompleted);
            Put(i);
        }

        await all;
        Assert.Equal([""], _watched);
    }

    [Fact]
    public async Task Few_have_a_watch_each()
    {
        Enumerable.Range(0, Many - 1).ToList().ForEach(Put);
        await Wait.UntilAllReadyAsync(Objects(Many - 1), Bound, Token);
        Assert.Equal(Many - 1, _watched.Distinct().Count());
        Assert.DoesNotContain("", _watched);
    }

    [Fact]
    public async Task One_that_is_missing_is_told_by_name()
    {
        Enumerable.Range(0, Many - 1).ToList().ForEach(Put);
        PhoenixException late = await Assert.ThrowsAsync<PhoenixException>(() => Wait.UntilAllReadyAsync(Objects(Many), TimeSpan.FromMilliseconds(300), Token));
        Assert.Equal(ErrorCode.TimedOut, late.Code);
        Assert.StartsWith($"ConfigMap default/one-{Many - 1} was not ready", late.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(" | ", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_watch_all_watches_each()
    {
        _refusal = new PhoenixException(ErrorCode.ClusterDenied, "the account may not do that", "give it a Role");
        Enumerable.Range(0, Many).ToList().ForEach(Put);
        await Wait.UntilAllReadyAsync(Objects(Many), Bound, Token);
        Assert.Equal(Many + 1, _watched.Distinct().Count());
    }

    [Fact]
    public async Task What_ends_the_watch_ends_the_waits()
    {
        _refusal = new PhoenixException(ErrorCode.LayerFailed, "the server says no", "ask it why");
        Enumerable.Range(0, Many).ToList().ForEach(Put);
        PhoenixException failed = await Assert.ThrowsAsync<PhoenixException>(() => Wait.UntilAllReadyAsync(Objects(Many), Bound, Token));
        Assert.Contains("the server says no", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_object_twice_is_awaited_twice()
    {
        Enumerable.Range(0, Many).ToList().ForEach(Put);
        await Wait.UntilAllReadyAsync([.. Objects(Many), .. Objects(1)], Bound, Token);
    }

    [Fact]
    public async Task Many_that_go_are_awaited_on_one_watch()
    {
        Enumerable.Range(0, Many).ToList().ForEach(Put);
        KubeObject[] there = [.. Enumerable.Range(0, Many).Select(i => _cluster.Peek("ConfigMap", "default", $"one-{i}")!)];
        Task gone = Wait.UntilAllGoneAsync([.. there.Select(o => (ConfigMaps, o))], Bound, Token);
        foreach (KubeObject one in there)
        {
            Assert.False(gone.IsCompleted);
            await _cluster.DeleteAsync(ConfigMaps, "default", one.Name, one.Uid, Token);
        }

        await gone;
        Assert.Equal([""], _watched);
    }

    private static (KubeKind Kind, string? Namespace, string Name)[] Objects(int count) => [.. Enumerable.Range(0, count).Select(i => (ConfigMaps, (string?)"default", $"one-{i}"))];

    private void Put(int number) => _cluster.Put(new JsonObject
    {
        ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = $"one-{number}", ["namespace"] = "default" },
    });
}
