using Microsoft.Extensions.Time.Testing;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Rebirths;
using Phoenix.Testing;
using Phoenix.Testing.ObjectStores;
using Xunit;

namespace Phoenix.Tests.Rebirths;

public sealed class RepositoryLockTests
{
    private static readonly RepositoryLocation At = new("localhost:9000", "b", "r", "/pgbackrest/repo1", "db");
    private readonly InMemoryObjectStore _bucket = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 2, 10, 14, 55, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_second_operator_is_told_who_works_there_and_gets_it_afterwards()
    {
        RepositoryLock first = await TakeAsync("taz@one");

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => TakeAsync("taz@two"));
        Assert.Equal(ErrorCode.Locked, e.Code);
        Assert.Contains("taz@one works on this repository: wipe of stack 'tazlab'", e.Message, StringComparison.Ordinal);

        await first.DisposeAsync();
        await (await TakeAsync("taz@two")).DisposeAsync();
    }

    [Fact]
    public async Task A_lock_that_was_stolen_is_known_to_be_lost()
    {
        RepositoryLock held = await TakeAsync("taz@one");
        string key = (await KeysAsync()).Single();
        await _bucket.PutAsync(key, """{"who":"x@y","stack":"s","command":"c","nonce":"00000000-0000-0000-0000-000000000001","takenAt":"2026-02-10T14:55:00+00:00","expiresAt":"2026-02-10T15:55:00+00:00"}"""u8.ToArray(), PutCondition.None, TestContext.Current.CancellationToken);

        var lost = new TaskCompletionSource();
        await using CancellationTokenRegistration told = held.Lost.Register(lost.SetResult);
        _time.Advance(RepositoryLock.Renewal);
        await lost.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        await held.DisposeAsync();
        Assert.Single(await KeysAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_expired_lock_is_taken_only_when_nobody_renews_it(bool renewed)
    {
        await (await TakeAsync("taz@one")).DisposeAsync();
        const string Key = "pgbackrest/phoenix/repo1/lock/db.json";
        await PutDeadAsync(Key, 1);

        Task<RepositoryLock> taking = TakeAsync("taz@two");
        if (renewed)
        {
            await PutDeadAsync(Key, 2);
        }

        await Condition.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return taking.IsCompleted;
        });

        if (renewed)
        {
            Assert.Equal(ErrorCode.Locked, (await Assert.ThrowsAsync<PhoenixException>(() => taking)).Code);
        }
        else
        {
            await (await taking).DisposeAsync();
        }
    }

    // One whose holder's clock is far behind: by ours it has expired.
    private Task PutDeadAsync(string key, int nonce) => _bucket.PutAsync(
        key,
        System.Text.Encoding.UTF8.GetBytes($$"""{"who":"x@y","stack":"s","command":"c","nonce":"00000000-0000-0000-0000-00000000000{{nonce}}","takenAt":"2026-02-10T14:00:00+00:00","expiresAt":"2026-02-10T14:01:30+00:00"}"""),
        PutCondition.None, TestContext.Current.CancellationToken);

    private Task<RepositoryLock> TakeAsync(string who) => RepositoryLock.TakeAsync(_bucket, At, who, "tazlab", "wipe", _time, TestContext.Current.CancellationToken);

    private async Task<List<string>> KeysAsync()
    {
        List<string> keys = [];
        await foreach (StoredObject o in _bucket.ListAsync("", TestContext.Current.CancellationToken))
        {
            keys.Add(o.Key);
        }

        return keys;
    }
}
