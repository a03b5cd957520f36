using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Stacks;
using Phoenix.Tests.Stacks;
using Xunit;

namespace Phoenix.Tests.Execution;

public sealed class LayerRunnerTests
{
    private readonly SilentObserver _log = new();

    [Fact]
    public async Task Raises_a_layer_only_once_the_gates_below_it_hold()
    {
        int looks = 0;
        var gate = new Gate("third look", TimeSpan.FromSeconds(10), _ => Task.FromResult(++looks < 3 ? "not yet" : null));
        bool early = false;
        var graph = new LayerGraph(
        [
            Layer("base") with { Gates = [gate] },
            Layer("top", "base") with { Driver = new FakeLayerDriver { Up = _ => { early = looks < 3; return Task.CompletedTask; } } },
        ]);

        IReadOnlyList<StepResult> results = await new LayerRunner(TimeProvider.System, _log).RaiseAsync(graph, new RaiseOptions(), TestContext.Current.CancellationToken);

        Assert.All(results, r => Assert.Equal(StepState.Succeeded, r.State));
        Assert.Equal(3, looks);
        Assert.False(early);
    }

    [Fact]
    public async Task What_needs_a_layer_waits_until_it_is_settled_and_nothing_else_does()
    {
        TaskCompletionSource other = new();
        bool settled = false, early = false;
        var graph = new LayerGraph(
        [
            Layer("database"),
            Layer("app", "database") with { Driver = new FakeLayerDriver { Up = _ => { early = !settled; return Task.CompletedTask; } } },
            Layer("other") with { Driver = new FakeLayerDriver { Up = _ => { other.SetResult(); return Task.CompletedTask; } } },
        ]);

        IReadOnlyList<StepResult> results = await new LayerRunner(TimeProvider.System, _log).RaiseAsync(
            graph,
            new RaiseOptions { Settle = new Dictionary<string, Func<CancellationToken, Task>> { ["database"] = async _ => { await other.Task; settled = true; } } },
            TestContext.Current.CancellationToken);

        Assert.All(results, r => Assert.Equal(StepState.Succeeded, r.State));
        Assert.Equal("app", results[^1].Name);
        Assert.False(early);
    }

    [Fact]
    public async Task A_layer_that_cannot_be_settled_blocks_what_needs_it()
    {
        IReadOnlyList<StepResult> results = await new LayerRunner(TimeProvider.System, _log).RaiseAsync(
            new LayerGraph([Layer("database"), Layer("app", "database")]),
            new RaiseOptions { Settle = new Dictionary<string, Func<CancellationToken, Task>> { ["database"] = _ => throw new PhoenixException(ErrorCode.RebirthRefused, "less than the witness knows", "look") } },
            TestContext.Current.CancellationToken);

        Assert.Equal([StepState.Failed, StepState.Blocked], results.Select(r => r.State));
    }

    [Fact]
    public async Task A_gate_that_never_holds_fails_its_layer_with_the_last_reason()
    {
        var gate = new Gate("s3 answers", TimeSpan.FromMilliseconds(60), _ => Task.FromResult<string?>("403"));

        StepResult result = Assert.Single(await new LayerRunner(TimeProvider.System, _log).RaiseAsync(
            new LayerGraph([Layer("base") with { Gates = [gate] }]), new RaiseOptions(), TestContext.Current.CancellationToken));

        Assert.Equal(StepState.Failed, result.State);
        Assert.Contains("403", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wipes_in_reverse_and_goes_on_when_one_destroy_fails()
    {
        var stubborn = new FakeLayerDriver { Exists = true, Wipe = _ => throw new PhoenixException(ErrorCode.ToolFailed, "busy", "wait") };
        var below = new FakeLayerDriver { Exists = true };
        var graph = new LayerGraph([Layer("base") with { Driver = below }, Layer("top", "base") with { Driver = stubborn }]);

        IReadOnlyList<StepResult> results = await new LayerRunner(TimeProvider.System, _log).WipeAsync(graph, 4, new HashSet<string>(), TestContext.Current.CancellationToken);

        Assert.Equal(["top", "base"], results.Select(r => r.Name));
        Assert.Equal([StepState.Failed, StepState.Succeeded], results.Select(r => r.State));
        Assert.True(stubborn.Exists);
        Assert.False(below.Exists);
    }

    [Fact]
    public async Task A_transient_failure_is_tried_again_and_a_permanent_one_is_not()
    {
        int transient = 0, permanent = 0;
        var graph = new LayerGraph(
        [
            Layer("hiccup") with { Retries = 2, Driver = new FakeLayerDriver { Up = _ => ++transient < 2 ? throw new PhoenixException(ErrorCode.ToolFailed, "busy", "wait") { IsTransient = true } : Task.CompletedTask } },
            Layer("broken") with { Retries = 2, Driver = new FakeLayerDriver { Up = _ => { permanent++; throw new PhoenixException(ErrorCode.ToolFailed, "wrong", "mend"); } } },
            Layer("later", "broken"),
        ]);

        IReadOnlyList<StepResult> results = await new LayerRunner(TimeProvider.System, _log).RaiseAsync(graph, new RaiseOptions(), TestContext.Current.CancellationToken);

        Assert.Equal((2, 1), (transient, permanent));
        Assert.Equal(StepState.Succeeded, results.Single(r => r.Name == "hiccup").State);
        Assert.Equal(StepState.Failed, results.Single(r => r.Name == "broken").State);
        Assert.Equal(StepState.Blocked, results.Single(r => r.Name == "later").State);
    }

    [Fact]
    public async Task What_no_repetition_can_mend_is_not_tried_again_unless_the_program_asks_for_it()
    {
        const string Foreign = "restore: ERROR: [028]: backup and archive info files exist but do not match the database";
        (string Words, bool Asks, int Expected)[] cases =
        [
            (Foreign, false, 1),
            (Foreign, true, 2),
            ("restore: ERROR: [037]: restore command requires option: repo1-s3-key", false, 2),
            ("dial tcp 10.0.0.1:443: connect: connection refused", false, 2),
        ];
        int[] tries = new int[cases.Length];
        LayerGraph graph = new([.. cases.Select((c, i) => Layer($"layer{i}") with
        {
            Retries = 1,
            Driver = new FakeLayerDriver { Up = _ => { tries[i]++; throw new PhoenixException(ErrorCode.RepositoryUnavailable, c.Words, "wait") { AsksAgain = c.Asks }; } },
        })]);

        await new LayerRunner(TimeProvider.System, _log).RaiseAsync(graph, new RaiseOptions { Parallelism = cases.Length }, TestContext.Current.CancellationToken);

        Assert.Equal(cases.Select(c => c.Expected), tries);
    }

    [Fact]
    public void What_is_permanent_is_not_transient_whatever_its_code_mostly_is()
    {
        PhoenixException passing = new(ErrorCode.RepositoryUnavailable, "away", "wait");
        PhoenixException elsewhere = new(ErrorCode.RepositoryUnavailable, "in another region", "use it") { IsPermanent = true, IsTransient = true };
        PhoenixException asks = new(ErrorCode.ToolFailed, "busy", "wait") { AsksAgain = true };

        Assert.Equal((true, false, true), (passing.IsTransient, elsewhere.IsTransient, asks.IsTransient));
    }

    [Fact]
    public async Task What_was_raised_before_is_not_raised_again_but_its_gates_are_awaited()
    {
        int looks = 0;
        bool raised = false;
        var graph = new LayerGraph(
        [
            Layer("base") with { Gates = [new Gate("g", TimeSpan.FromSeconds(5), _ => Task.FromResult(++looks < 2 ? "not yet" : null))], Driver = new FakeLayerDriver { Up = _ => throw new InvalidOperationException("raised twice") } },
            Layer("top", "base") with { Driver = new FakeLayerDriver { Up = _ => { raised = true; return Task.CompletedTask; } } },
        ]);

        IReadOnlyList<StepResult> results = await new LayerRunner(TimeProvider.System, _log).RaiseAsync(
            graph, new RaiseOptions { DoneBefore = new Dictionary<string, string> { ["base"] = "before" } }, TestContext.Current.CancellationToken);

        Assert.Equal((StepState.Skipped, 2, true), (results[0].State, looks, raised));
    }

    [Fact]
    public async Task That_an_up_is_through_is_told_before_its_gates_and_only_where_something_is_awaited_then()
    {
        List<string> told = [];
        var gate = new Gate("gate", TimeSpan.FromSeconds(10), _ =>
        {
            told.Add("gate");
            return Task.FromResult<string?>(null);
        });
        var graph = new LayerGraph([Layer("gated") with { Gates = [gate] }, Layer("plain"), Layer("earlier") with { Gates = [gate] }]);
        var options = new RaiseOptions { Parallelism = 1, DoneBefore = new Dictionary<string, string> { ["earlier"] = "done" } };

        await new LayerRunner(TimeProvider.System, new Listener(told)).RaiseAsync(graph, options, TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                "gated starts", "gated is raised", "gated awaits gate", "gate", "gated awaited gate", "gated ends", "plain starts", "plain ends",
                "earlier awaits gate", "gate", "earlier awaited gate", "earlier ends",
            ],
            told);
    }

    private sealed class Listener(List<string> told) : ILayerObserver
    {
        public void Retrying(string layer, LayerPhase phase, int attempt, PhoenixException error) => told.Add($"{layer} again");

        public void GateStarting(string layer, string gate) => told.Add($"{layer} awaits {gate}");

        public void GateEnded(string layer, StepResult gate) => told.Add($"{layer} awaited {gate.Name}");

        public void Raised(string layer) => told.Add($"{layer} is raised");

        public void Reached(string milestone, TimeSpan after) => told.Add($"{milestone} reached");

        public void Told(IReadOnlyList<StepResult> ended, IReadOnlyList<string> starting, LayerPhase phase)
        {
            told.AddRange(ended.Select(e => $"{e.Name} ends"));
            told.AddRange(starting.Select(l => $"{l} starts"));
        }
    }

    private static Layer Layer(string name, params string[] needs) => new(name, needs, new FakeLayerDriver(), [], TimeSpan.FromSeconds(10));
}
