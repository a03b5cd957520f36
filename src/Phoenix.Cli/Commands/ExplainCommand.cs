using System.CommandLine;
using Phoenix.Adapters.Files;
using Phoenix.Adapters.Processes;
using Phoenix.Cli.Rendering;
using Phoenix.Diagnosis;
using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Journal;

namespace Phoenix.Cli.Commands;

/// <summary><c>phoenix explain [FILE|-|RUN]</c>: names the cause in a log, or in what a run left behind.</summary>
public static class ExplainCommand
{
    private const string StandardInput = "-";
    private const string Newest = "last";
    private const int ShortestSecret = 8;
    private static readonly string[] SecretNames = ["SECRET", "TOKEN", "PASS", "KEY"];

    /// <summary>Makes the command.</summary>
    /// <param name="state">The global option <c>--state</c>.</param>
    /// <param name="format">The global option <c>--format</c>.</param>
    public static Command Create(Option<string> state, Option<OutputFormat> format)
    {
        Argument<string?> subject = new("FILE|-|RUN")
        {
            Description = "A log, '-' for standard input, or a run (its name, the beginning of it, or 'last'); the newest run when left out",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Command command = new("explain", "Name what went wrong in a log or a run, why, and what to do") { subject };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Explainer explainer = new(FailureCatalogue.Shipped, Redaction.Of(Secrets()).Apply);
            string what = await ReadAsync(explainer, parsed.GetValue(subject) ?? Newest, new StateDirectory(parsed.GetValue(state)), cancellationToken);
            Explanation explanation = explainer.Explain();
            if (explanation.Sources.All(s => s.Lines == 0) && explanation.Sources.Any(s => s.Name == what))
            {
                throw new PhoenixException(ErrorCode.Usage, $"{what} is empty: nothing was looked at", "look whether the program that should have printed it did");
            }

            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(format) == OutputFormat.Json)
            {
                await output.WriteLineAsync(ExplanationJson.Of(what, explanation));
            }
            else
            {
                ExplanationText.Write(what, explanation, output);
            }

            return explanation.IsClean ? ExitCodes.Done : ExitCodes.Refuted;
        });
        return command;
    }

    private static async Task<string> ReadAsync(Explainer explainer, string subject, StateDirectory state, CancellationToken cancellationToken)
    {
        if (subject == StandardInput)
        {
            await using Stream input = Console.OpenStandardInput();
            await ExplainInput.ReadAsync(explainer, "standard input", input, failed: false, cancellationToken);
            return "standard input";
        }

        if (File.Exists(subject))
        {
            await ExplainInput.ReadFileAsync(explainer, subject, subject, failed: false, cancellationToken);
            return subject;
        }

        // A run's name has neither: somebody meant a file.
        if (subject.AsSpan().ContainsAny('/', '.'))
        {
            throw new PhoenixException(
                ErrorCode.NotFound, Directory.Exists(subject) ? $"{subject} is a folder" : $"there is no file {subject}", "name one file, '-' for standard input, or a run; list the runs with: phoenix history");
        }

        return await ReadRunAsync(explainer, state, subject, cancellationToken);
    }

    private static async Task<string> ReadRunAsync(Explainer explainer, StateDirectory state, string name, CancellationToken cancellationToken)
    {
        using RunDirectory run = state.OpenRun(name == Newest ? null : name);
        JournalContent journal;
        using (Stream stream = run.ReadJournal())
        {
            journal = RunJournal.Read(stream);
        }

        // The log of a layer that ended well may hold what was mended since; of one that failed, all that stands there counts.
        Dictionary<string, StepState> ends = [];
        foreach (JournalEvent.LayerEnded e in journal.Events.OfType<JournalEvent.LayerEnded>())
        {
            ends[e.Layer] = e.State;
        }

        foreach ((string layer, string path) in RunLogs.List(run))
        {
            await ExplainInput.ReadFileAsync(explainer, Path.GetRelativePath(run.Path, path), path, ends.GetValueOrDefault(layer) == StepState.Failed, cancellationToken);
        }

        explainer.ReadErrors("journal.ndjson", RunLogs.Failures(journal.Events));
        if (RunLogs.ArePruned(run))
        {
            await Console.Error.WriteLineAsync($"warning: the logs of run {run.Name} were pruned; only its journal was read");
        }

        return journal.Events.Any(e => e is JournalEvent.RunEnded) ? $"run {run.Name}" : $"run {run.Name}, which has not ended,";
    }

    // Whoever explains a log on the machine that wrote it has its secrets in the environment, often.
    private static IEnumerable<string> Secrets() => Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
        .Where(v => SecretNames.Any(n => ((string)v.Key).Contains(n, StringComparison.OrdinalIgnoreCase)))
        .Select(v => (string?)v.Value ?? "")
        .Where(v => v.Length >= ShortestSecret && !v.StartsWith('/'));
}
