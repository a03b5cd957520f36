using System.CommandLine;
using Phoenix.Adapters.Files;
using Phoenix.Cli.Rendering;
using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Plans;
using Phoenix.Stacks;
using Phoenix.Statistics;

namespace Phoenix.Cli.Commands;

/// <summary><c>phoenix plan</c>: what a stack is, what is there of it, and what create and wipe would do; touches nothing.</summary>
public static class PlanCommand
{
    private static readonly Option<bool> Offline = new("--offline") { Description = "Only what the file and earlier runs say: nothing is looked at, no secret is read" };
    private static readonly Option<PlanFormat> Format = new("--format")
    {
        Description = "text, json, mermaid or dot; the result goes to stdout in all",
        DefaultValueFactory = _ => PlanFormat.Text,
    };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("plan", "Show the graph of a stack, how long it takes, what a wipe would destroy and what a restore would use; touches nothing")
        {
            StackOptions.Stack, Offline, Format,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        StackDefinition definition = StackFiles.FindOrLab(parsed.GetValue(StackOptions.Stack), "lab");
        var state = new StateDirectory(parsed.GetValue(GlobalOptions.State));
        StackPlan plan = await StackLook.RunAsync(
            definition,
            state,
            parsed.GetValue(Offline),
            async (session, token) =>
            {
                LayerGraph graph = session.Stack.Layers(new RebirthIntent.Initialize());
                LayerHistory history = new RecordedLayerTimes(state).Read(definition.Name, definition.File);
                var planner = new StackPlanner(definition, graph, layer => history.Find(layer, LayerPhase.Up)) { Nodes = await ReadNodesAsync(session, parsed.GetValue(Offline), token) };
                if (parsed.GetValue(Offline))
                {
                    return planner.Offline();
                }

                return await planner.LookAsync(session.Stack.HasDatabase ? session.Stack.DatabaseLayer : null, token);
            },
            cancellationToken);
        PlanRendering.Write(plan, parsed.GetValue(Format), TimeProvider.System.GetUtcNow(), Console.Out);
        return ExitCodes.Done;
    }

    private static async Task<IReadOnlyDictionary<string, long>> ReadNodesAsync(StackSession session, bool offline, CancellationToken cancellationToken)
    {
        try
        {
            return offline || session.Stack.Definition.Layers.All(l => l.Memory.Count == 0) ? new Dictionary<string, long>() : await session.ReadNodeMemoryAsync(cancellationToken);
        }
        catch (PhoenixException e)
        {
            Console.Error.WriteLine($"warning: the memory of the nodes is not known: {e.Message}");
            return new Dictionary<string, long>();
        }
    }
}
