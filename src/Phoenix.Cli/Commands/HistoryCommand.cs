using System.CommandLine;
using System.Globalization;
using Phoenix.Adapters.Files;
using Phoenix.Cli.Rendering;
using Phoenix.Errors;

namespace Phoenix.Cli.Commands;

/// <summary><c>phoenix history</c>: all runs, newest first; with <c>--prune</c>, older runs without their bulk.</summary>
public static class HistoryCommand
{
    private const int KeptByDefault = 10;

    /// <summary>Makes the command.</summary>
    /// <param name="state">The global option <c>--state</c>.</param>
    /// <param name="format">The global option <c>--format</c>.</param>
    public static Command Create(Option<string> state, Option<OutputFormat> format)
    {
        Option<bool> prune = new("--prune") { Description = "Remove fetched WAL, ledgers and logs of older runs; their evidence and journals stay" };
        Option<int?> keep = new("--keep")
        {
            Description = string.Create(CultureInfo.InvariantCulture, $"With --prune: how many of the newest sealed runs stay whole (default {KeptByDefault})"),
            HelpName = "N",
        };
        Option<bool> dryRun = new("--dry-run") { Description = "With --prune: only say what would be removed" };
        Command command = new("history", "List all runs, newest first") { prune, keep, dryRun };
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            StateDirectory directory = new(parsed.GetValue(state));
            bool json = parsed.GetValue(format) == OutputFormat.Json;
            if (parsed.GetValue(prune))
            {
                bool dry = parsed.GetValue(dryRun);
                List<PruneOutcome> outcomes = [.. new RunPruning(directory, TimeProvider.System).Prune(Checked(parsed.GetValue(keep) ?? KeptByDefault), dry)];
                if (json)
                {
                    output.WriteLine(PruneTable.Json(outcomes, dry));
                }
                else
                {
                    PruneTable.Write(outcomes, dry, output);
                }

                return ExitCodes.Done;
            }

            if (parsed.GetValue(keep) is not null || parsed.GetValue(dryRun))
            {
                throw new PhoenixException(ErrorCode.Usage, "--keep and --dry-run go with --prune only", "add --prune, or leave them out to list the runs");
            }

            List<RunSummary> runs = [.. new RunHistory(directory).Read()];
            if (json)
            {
                output.WriteLine(HistoryTable.Json(runs));
            }
            else
            {
                HistoryTable.Write(runs, Terminal.Of(output));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static int Checked(int keep) => keep >= 0
        ? keep
        : throw new PhoenixException(ErrorCode.Usage, string.Create(CultureInfo.InvariantCulture, $"--keep is {keep}"), "give a number from 0");
}
