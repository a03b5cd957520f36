using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Plans;
using Xunit;

namespace Phoenix.Tests.Execution;

public sealed class PlanRunnerTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private readonly Log _log = new();

    [Fact]
    public async Task Runs_each_step_after_its_needs()
    {
        IReadOnlyList<StepResult> results = await RunAsync(4, Step("c", "a", "b"), Step("a"), Step("b", "a"));

        Assert.Equal(["a", "b", "c"], results.Select(r => r.Name));
        Assert.All(results, r => Assert.Equal(StepState.Succeeded, r.State));
        Assert.Equal(["+a", "-a", "+b", "-b", "+c", "-c"], _log.Lines);
    }

    [Fact]
    public async Task A_failure_blocks_its_dependents_and_lets_the_others_finish()
    {
        IReadOnlyList<StepResult> results = await RunAsync(
            1, Step("a") with { Run = _ => throw new PhoenixException(ErrorCode.ToolFailed, "broken", "mend") }, Step("b", "a"), Step("c", "b"), Step("other"));

        Assert.Equal(StepState.Failed, State("a"));
        Assert.Equal(StepState.Blocked, State("b"));
        Assert.Equal(StepState.Blocked, State("c"));
        Assert.Equal(StepState.Succeeded, State("other"));
        Assert.Equal("broken", results.Single(r => r.Name == "a").Reason);
        Assert.Equal("needs b, which was blocked", results.Single(r => r.Name == "c").Reason);

        StepState State(string name) => results.Single(r => r.Name == name).State;
    }

    [Fact]
    public async Task Runs_no_more_at_once_than_allowed_and_as_many()
    {
        int running = 0;
        int most = 0;
        using var both = new SemaphoreSlim(0);
        PlanStep Meeting(string name) => Step(name) with
        {
            Run = async token =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                if (running == 2)
                {
                    both.Release(4);
                }

                await both.WaitAsync(token);
                Interlocked.Decrement(ref running);
            },
        };

        IReadOnlyList<StepResult> results = await RunAsync(2, Meeting("a"), Meeting("b"), Meeting("c"), Meeting("d"));

        Assert.All(results, r => Assert.Equal(StepState.Succeeded, r.State));
        Assert.Equal(2, most);
    }

    [Fact]
    public async Task A_step_past_its_bound_fails_and_names_the_bound()
    {
        StepResult result = Assert.Single(await RunAsync(1, new PlanStep("slow", [], TimeSpan.FromMilliseconds(50), token => Task.Delay(Timeout.Infinite, token))));

        Assert.Equal(StepState.Failed, result.State);
        Assert.Equal(ErrorCode.TimedOut, Assert.IsType<PhoenixException>(result.Error).Code);
    }

    [Fact]
    public async Task Cancellation_starts_nothing_new_and_awaits_what_runs()
    {
        using var cancel = new CancellationTokenSource();
        bool finished = false;
        IReadOnlyList<StepResult> results = await new PlanRunner(TimeProvider.System, _log).RunAsync(
            [
                Step("a") with
                {
                    Run = async _ =>
                    {
                        await cancel.CancelAsync();
                        finished = true;
                    },
                },
                Step("b", "a"),
            ],
            1,
            cancel.Token);

        Assert.True(finished);

        // By name: the second may be given up while the first still runs.
        Assert.Equal(StepState.Succeeded, results.Single(r => r.Name == "a").State);
        Assert.Equal(StepState.Cancelled, results.Single(r => r.Name == "b").State);
        Assert.DoesNotContain("+b", _log.Lines);
    }

    [Fact]
    public async Task A_step_that_cannot_be_put_on_record_does_not_run()
    {
        bool ran = false;
        _log.Throw = true;

        await Assert.ThrowsAsync<IOException>(() => RunAsync(1, Step("a") with { Run = _ => { ran = true; return Task.CompletedTask; } }));

        Assert.False(ran);
    }

    [Fact]
    public async Task A_thousand_steps_run_in_the_order_of_their_needs_and_among_equals_of_the_plan()
    {
        PlanStep[] steps = [.. Enumerable.Range(0, 1000).Select(i => Step($"s{i}", i < 10 ? [] : [$"s{i - 10}", $"s{i - (i % 10) - 1}"]))];

        await RunAsync(1, steps);

        Assert.Equal(steps.Select(s => "+" + s.Name), _log.Lines.Where(l => l[0] == '+'));
        Assert.Equal(2000, _log.Lines.Count);
    }

    [Fact]
    public async Task A_step_that_goes_on_regardless_waits_for_what_failed_and_runs()
    {
        IReadOnlyList<StepResult> results = await RunAsync(
            2, Step("a") with { Run = _ => throw new PhoenixException(ErrorCode.ToolFailed, "broken", "mend") }, Step("b", "a") with { Regardless = true }, Step("c", "b", "a"));

        Assert.Equal([("a", StepState.Failed), ("c", StepState.Blocked), ("b", StepState.Succeeded)], results.Select(r => (r.Name, r.State)));
        Assert.Equal("needs a, which failed", results.Single(r => r.Name == "c").Reason);
    }

    [Fact]
    public async Task A_need_that_is_no_step_is_an_error_not_a_wait() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(1, Step("a", "nowhere")));

    private Task<IReadOnlyList<StepResult>> RunAsync(int parallelism, params PlanStep[] steps) =>
        new PlanRunner(TimeProvider.System, _log).RunAsync(steps, parallelism, TestContext.Current.CancellationToken);

    private static PlanStep Step(string name, params string[] needs) => new(name, needs, Bound, _ => Task.CompletedTask);

    private sealed class Log : IPlanObserver
    {
        public List<string> Lines { get; } = [];

        public bool Throw { get; set; }

        public void Told(IReadOnlyList<StepResult> ended, IReadOnlyList<string> starting)
        {
            if (Throw)
            {
                throw new IOException("disk full");
            }

            Lines.AddRange([.. ended.Select(r => "-" + r.Name), .. starting.Select(s => "+" + s)]);
        }
    }
}
