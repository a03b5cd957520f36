using System.Runtime.CompilerServices;
using Xunit;

namespace Phoenix.Testing;

/// <summary>Awaits what must come true, within a bound: a test whose condition never holds fails with its text instead of holding up all others.</summary>
public static class Condition
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    /// <summary>Looks every 10 ms until <paramref name="holds"/> says yes; a minute at most.</summary>
    public static Task HoldsAsync(Func<bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "") =>
        HoldsAsync(() => Task.FromResult(holds()), what);

    /// <summary>As above, for what has to be asked for.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> holds, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Bound, $"after {Bound.TotalSeconds} s this did not hold: {what}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
