using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Testing;

/// <summary>What an <see cref="ILayerDriver"/> that can tell whether its layer is there must do. Every such driver passes it.</summary>
public abstract class LayerDriverContract
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A driver of a layer that was never raised.</summary>
    protected abstract ILayerDriver Driver { get; }

    /// <summary>Lets the next up hang half-way.</summary>
    protected abstract void LetUpHang();

    /// <summary>Completes once an up that hangs got that far.</summary>
    protected abstract Task HangsAsync();

    /// <summary>Processes that the driver started and that still run.</summary>
    protected abstract IReadOnlyList<string> Running { get; }

    [Fact]
    public async Task An_up_makes_it_exist_and_a_wipe_makes_it_gone()
    {
        await Driver.UpAsync(Token);
        Assert.True(await Driver.ExistsAsync(Token));

        await Driver.WipeAsync(Token);
        Assert.False(await Driver.ExistsAsync(Token));
    }

    [Fact]
    public async Task An_up_can_be_repeated()
    {
        await Driver.UpAsync(Token);
        await Driver.UpAsync(Token);
        Assert.True(await Driver.ExistsAsync(Token));
    }

    [Fact]
    public async Task A_wipe_can_be_repeated_and_what_it_took_can_be_raised_again()
    {
        await Driver.UpAsync(Token);
        await Driver.WipeAsync(Token);
        await Driver.WipeAsync(Token);
        Assert.False(await Driver.ExistsAsync(Token));

        await Driver.UpAsync(Token);
        Assert.True(await Driver.ExistsAsync(Token));
    }

    [Fact]
    public async Task What_was_never_there_is_gone_and_can_be_wiped()
    {
        Assert.False(await Driver.ExistsAsync(Token));
        await Driver.WipeAsync(Token);
        Assert.False(await Driver.ExistsAsync(Token));
    }

    [Fact]
    public async Task A_list_names_what_a_wipe_would_take()
    {
        IReadOnlyList<StackObject>? before = await Driver.ListAsync(Token);
        Assert.SkipWhen(before is null, "this driver cannot list what it made");
        Assert.Empty(before!);
        await Driver.UpAsync(Token);
        Assert.NotEmpty((await Driver.ListAsync(Token))!);
    }

    [Fact]
    public async Task One_that_is_cancelled_leaves_no_process_and_can_be_wiped()
    {
        LetUpHang();
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task up = Driver.UpAsync(cancel.Token);
        await Task.WhenAny(HangsAsync(), up);
        Assert.False(up.IsCompleted, up.Exception?.ToString());

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => up);

        Assert.Empty(Running);
        await Driver.WipeAsync(Token);
        Assert.False(await Driver.ExistsAsync(Token));
    }

    [Fact]
    public async Task One_that_is_cancelled_before_it_began_starts_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Driver.UpAsync(new CancellationToken(canceled: true)));
        Assert.False(await Driver.ExistsAsync(Token));
    }
}
