using System.CommandLine;
using Phoenix.Adapters.Files;
using Phoenix.Cli.Rendering;

namespace Phoenix.Cli.Commands;

/// <summary><c>phoenix history</c>: all runs, newest first.</summary>
public static class HistoryCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="state">The global option <c>--state</c>.</param>
    /// <param name="format">The global option <c>--format</c>.</param>
    public static Command Create(Option<string> state, Option<OutputFormat> format)
    {
        Command command = new("history", "List all runs, newest first");
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            List<RunSummary> runs = [.. new RunHistory(new StateDirectory(parsed.GetValue(state))).Read()];
            if (parsed.GetValue(format) == OutputFormat.Json)
            {
                output.WriteLine(HistoryTable.Json(runs));
            }
            else
            {
                HistoryTable.Write(runs, Terminal.Of(output));
            }

            return 0;
        });
        return command;
    }
}
