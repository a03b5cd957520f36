using System.CommandLine;
using Phoenix.Adapters.Files;
using Phoenix.Cli.Rendering;
using Phoenix.Execution;
using Phoenix.Plans;
using Phoenix.Rebirths;
using Phoenix.Stacks;

namespace Phoenix.Cli.Commands;

/// <summary><c>phoenix wipe</c>: destroys a stack, behind three yeses.</summary>
public static class WipeCommand
{
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "List every object that would be destroyed, and touch nothing" };
    private static readonly Option<bool> AcceptDataLoss = new("--accept-data-loss") { Description = "Go on although the safe-to-burn gate does not pass; overrides the gate only" };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("wipe", "Destroy a stack, once its repository is shown to hold everything, and assert that nothing is left")
        {
            StackOptions.Stack, StackOptions.Confirm, DryRun, AcceptDataLoss, StackOptions.Resume,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => parsed.GetValue(DryRun)
        ? ListAsync(parsed, cancellationToken)
        : new StackRun("wipe", parsed, raises: false).RunAsync(
            new Dictionary<string, string> { ["acceptDataLoss"] = parsed.GetValue(AcceptDataLoss) ? "true" : "false" },
            definition => Confirmation.Require(definition, parsed.GetValue(StackOptions.Confirm)),
            async (session, store, journal, token) =>
            {
                var state = new StateDirectory(parsed.GetValue(GlobalOptions.State));
                var wipe = new StackWipe(session.Stack, parsed.GetValue(AcceptDataLoss), store, journal, TimeProvider.System, new RecordedCycles(state));
                IReadOnlyList<StepResult> steps = await wipe.RunAsync(token);
                return StackOutcome.OfFailed(steps, "step") ?? new StackOutcome("wiped; every layer that can be looked for is gone", ExitCodes.Done);
            },
            cancellationToken);

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        StackDefinition definition = StackFiles.FindOrLab(parsed.GetValue(StackOptions.Stack), "lab");
        var state = new StateDirectory(parsed.GetValue(GlobalOptions.State));
        IReadOnlyList<LayerFindings> found = await StackLook.RunAsync(
            definition, state, offline: false, (session, token) => StackPlanner.FindAsync(session.Stack.Layers(new RebirthIntent.Initialize()), token), cancellationToken);
        ContentsTable.Write(definition.Name, found, parsed.GetValue(GlobalOptions.Format), Console.Out);
        return ExitCodes.Done;
    }
}
