using Phoenix.Adapters.Layers;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Ports;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Doctor;

/// <summary>Asks each layer's <c>exists</c>, as a wipe does at its end. Runs the owner's programs for that, and no other.</summary>
/// <param name="stack">The stack.</param>
/// <param name="secrets">Reads its secrets.</param>
/// <param name="runner">Runs the programs.</param>
/// <param name="time">The clock.</param>
public sealed class ProbeDoctor(StackDefinition stack, ISecretReader secrets, ToolRunner runner, TimeProvider time)
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    /// <summary>Asks.</summary>
    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken)
    {
        var outputs = new LayerOutputs();
        HashSet<string> read = [.. TemplateReferences.Of(stack)];
        LayerDefinition[] asked = [.. stack.Layers.Where(l => l.Driver is not DriverDefinition.Lab)];
        HashSet<string> names = [.. asked.Select(l => l.Name)];
        var graph = new LayerGraph(
            [.. asked.Select(l => new Layer(
                l.Name, [.. l.Needs.Where(names.Contains)],
                LayerDriverFactory.Create(l, new LayerScope(l.Name, runner, new NoLog(), outputs, secrets, StackMark.Of(stack), Bound, time) { Stack = stack.Name, IsLook = true }), [], l.Timeout)
            {
                HasReaders = read.Contains(l.Name),
            })],
            outputs);
        using (var timeout = new CancellationTokenSource(Bound * 2, time))
        using (var bound = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken))
        {
            await LayerRunner.ReadOutputsAsync(graph, bound.Token).ConfigureAwait(false);
        }

        List<DoctorFinding> findings = [];
        foreach (Layer layer in graph.Order)
        {
            findings.Add(await DoctorFault.CatchAsync($"exists {layer.Name}", () => AskAsync(layer, cancellationToken)).ConfigureAwait(false));
        }

        return findings;
    }

    private async Task<DoctorFinding> AskAsync(Layer layer, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Bound, time);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await layer.Driver.ExistsAsync(bound.Token).ConfigureAwait(false) switch
            {
                true => new DoctorFinding($"exists {layer.Name}", FindingState.Ok, "something of it is there"),
                false => new DoctorFinding($"exists {layer.Name}", FindingState.Ok, "nothing of it is there"),
                null => new DoctorFinding($"exists {layer.Name}", FindingState.Warning, "it cannot be looked for", "add 'exists' to it"),
            };
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new PhoenixException(ErrorCode.TimedOut, $"it gave no answer within {Bound.TotalMinutes:0} minutes", "run its 'exists' by hand", e);
        }
    }

    // What an 'exists' printed is in its error where it matters.
    private sealed class NoLog : ILayerLog
    {
        public void Write(ReadOnlySpan<byte> output)
        {
        }

        public void Say(string line)
        {
        }

        public void Progress(int done, int total)
        {
        }

        public void Redact(IEnumerable<string> secrets)
        {
        }
    }
}
