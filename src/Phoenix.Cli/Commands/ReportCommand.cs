using System.CommandLine;
using System.Text;
using Phoenix.Adapters.Files;
using Phoenix.Cli.Rendering;
using Phoenix.Errors;
using Phoenix.Journal;

namespace Phoenix.Cli.Commands;

/// <summary><c>phoenix report [RUN]</c>: the evidence of one run.</summary>
public static class ReportCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="state">The global option <c>--state</c>.</param>
    /// <param name="format">The global option <c>--format</c>.</param>
    public static Command Create(Option<string> state, Option<OutputFormat> format)
    {
        Argument<string?> run = new("RUN")
        {
            Description = "Name of the run, or the beginning of it; the newest one when left out",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> html = new("--html") { Description = "Write it as one HTML page instead, which needs no other file", HelpName = "FILE" };
        Option<string?> junit = new("--junit") { Description = "Write it as JUnit XML instead", HelpName = "FILE" };
        Option<bool> statistics = new("--statistics") { Description = "Show only the figures over the cycles: minimum, median, p95 and maximum of RTA and layers" };
        Command command = new("report", "Show the evidence of a run") { run, html, junit, statistics };
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            string? page = parsed.GetValue(html);
            string? xml = parsed.GetValue(junit);
            bool figures = parsed.GetValue(statistics);
            if (figures && (page is not null || xml is not null))
            {
                throw new PhoenixException(ErrorCode.Usage, "--statistics does not go with --html or --junit", "the HTML page shows the same figures; call report twice to have both");
            }

            using RunDirectory directory = new StateDirectory(parsed.GetValue(state)).OpenRun(parsed.GetValue(run));
            byte[] file = directory.ReadFile("evidence.json") ?? throw new PhoenixException(
                ErrorCode.NotFound,
                $"run {directory.Name} has no evidence: it has not ended",
                $"take it up again with --resume {directory.Name}, or read its journal");
            Evidence evidence = Seal.Read(file);
            if (evidence.RunId != directory.Name)
            {
                throw new PhoenixException(
                    ErrorCode.RecordDamaged,
                    $"the evidence in the folder of run {directory.Name} is that of run {evidence.RunId}",
                    "what it says of this run cannot be relied on; the journal beside it is the other record of the run");
            }

            if (page is not null)
            {
                RunReports.Write(page, RunReports.Html(evidence));
            }

            if (xml is not null)
            {
                RunReports.Write(xml, JUnitReport.Render(evidence));
            }

            if (page is not null || xml is not null)
            {
                return ExitCodes.Done;
            }

            bool json = parsed.GetValue(format) == OutputFormat.Json;
            if (figures)
            {
                ShowStatistics(evidence, json, output);
            }
            else if (json)
            {
                // The very bytes: whoever pipes them on can verify the seal.
                output.Write(Encoding.UTF8.GetString(file));
            }
            else
            {
                EvidenceTable.Write(evidence, Terminal.Of(output));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    // Not part of the evidence: they follow from it, and its members are fixed.
    private static void ShowStatistics(Evidence evidence, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(StatisticsTable.Json(evidence));
        }
        else
        {
            StatisticsTable.Write(evidence, Terminal.Of(output));
        }
    }
}
