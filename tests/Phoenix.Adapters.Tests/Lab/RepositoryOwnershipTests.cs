using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Rebirths;
using Phoenix.Testing.ObjectStores;
using Xunit;

namespace Phoenix.Adapters.Tests.Lab;

/// <summary>When a repository passes from one lab to another.</summary>
public sealed class RepositoryOwnershipTests
{
    private readonly RepositoryOwnership _old, _new;

    public RepositoryOwnershipTests()
    {
        var bucket = new InMemoryObjectStore();
        RepositoryLocation at = new("localhost:9000", "b", "r", "/pgbackrest/repo1", "db");
        (_old, _new) = (new RepositoryOwnership(bucket, at, "old"), new RepositoryOwnership(bucket, at, "new"));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_stays_where_it_is_while_nobody_has_shown_that_the_old_stack_is_dead()
    {
        await _old.ClaimAsync(Token);

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => _new.TakeOverAsync(fenced: false, Token));
        Assert.Equal(ErrorCode.RebirthRefused, e.Code);
        Assert.True(await _old.IsOursAsync(Token));
    }

    [Fact]
    public async Task A_wipe_that_left_nothing_lets_it_go()
    {
        await _old.ClaimAsync(Token);
        await _old.ReleaseAsync(Token);

        Assert.Equal("old", await _new.TakeOverAsync(fenced: false, Token));
        Assert.True(await _new.IsOursAsync(Token));
        Assert.False(await _old.IsOursAsync(Token));
    }

    [Fact]
    public async Task A_stack_that_was_raised_again_is_not_dead_any_more()
    {
        await _old.ClaimAsync(Token);
        await _old.ReleaseAsync(Token);
        Assert.True(await _old.IsOursAsync(Token));

        await Assert.ThrowsAsync<PhoenixException>(() => _new.TakeOverAsync(fenced: false, Token));
    }

    [Fact]
    public async Task A_person_may_state_that_it_is_dead()
    {
        await _old.ClaimAsync(Token);

        Assert.Equal("old", await _new.TakeOverAsync(fenced: true, Token));
        await Assert.ThrowsAsync<PhoenixException>(() => _old.ConfirmAsync(Token));
    }
}
