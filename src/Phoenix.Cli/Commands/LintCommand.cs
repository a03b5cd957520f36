using System.CommandLine;
using Phoenix.Cli.Rendering;
using Phoenix.Errors;
using Phoenix.Manifests.Lint;
using Phoenix.Stacks;

namespace Phoenix.Cli.Commands;

/// <summary><c>phoenix lint</c>: looks into manifests, configurations and stack files for what loses data or blocks a restore. Needs no cluster and no network.</summary>
public static class LintCommand
{
    private static readonly Argument<string[]> Paths = new("PATH") { Description = "Files and folders; - for standard input", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string?> Rev = new("--rev") { Description = "Read the paths as they are in this revision of their Git repository", HelpName = "REV" };
    private static readonly Option<string[]> Crds = new("--crds") { Description = "Also hold objects against the CustomResourceDefinitions in this folder", HelpName = "DIR" };
    private static readonly Option<FailOn> Fail = new("--fail-on") { Description = "Exit code 1 from this severity on: error, warning, info or never", DefaultValueFactory = _ => FailOn.Warning };
    private static readonly Option<string?> Explain = new("--explain") { Description = "Tell what a rule is about, with an example; all lists the rules", HelpName = "RULE" };
    private static readonly Option<bool> Diff = new("--diff") { Description = "Print what --fix would change, and change nothing" };
    private static readonly Option<bool> Fix = new("--fix") { Description = "Change what surely has only one right form, and nothing else in the files" };
    private static readonly Option<LintFormat> Format = new("--format") { Description = "text, json or sarif; the result goes to stdout in all", DefaultValueFactory = _ => LintFormat.Text };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("lint", "Look into manifests, pgbackrest.conf and stack files for what loses data or blocks a restore") { Paths, Rev, Crds, Fail, Explain, Diff, Fix, Format };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        LintFormat format = parsed.GetValue(Format);
        if (parsed.GetValue(Explain) is string rule)
        {
            LintExplanation.Write(rule == "all" ? LintRules.All : [LintRules.Find(rule) ?? throw Unknown(rule)], format, output);
            return ExitCodes.Done;
        }

        string[] paths = parsed.GetValue(Paths) ?? [];
        bool changes = parsed.GetValue(Fix) || parsed.GetValue(Diff);
        if (paths.Length == 0)
        {
            throw new PhoenixException(ErrorCode.Usage, "no path is given", "name files or folders, or - for standard input: phoenix lint clusters/");
        }

        if (changes && (parsed.GetValue(Rev) is not null || paths.Contains(LintInput.StandardInput) || (parsed.GetValue(Fix) && parsed.GetValue(Diff))))
        {
            throw new PhoenixException(ErrorCode.Usage, "--fix and --diff change files on disk: not a revision, not standard input, and one of both", "leave --rev away, or one of --fix and --diff");
        }

        using LintInput input = await LintInput.OpenAsync(paths, parsed.GetValue(Rev), parsed.GetValue(Crds) ?? [], cancellationToken);
        LintReport report = Report(input, parsed.GetValue(Fail));
        if (parsed.GetValue(Diff))
        {
            await output.WriteAsync(LintFixes.Diff(report.Findings));
            await Console.Error.WriteLineAsync(LintText.Summary(report));
            return report.Failed ? ExitCodes.Refuted : ExitCodes.Done;
        }

        // Of two fixes that touch each other only one is put in at a time.
        for (int pass = 0; parsed.GetValue(Fix) && pass < 5 && LintFixes.Apply(report.Findings) is { Count: > 0 } changed; pass++)
        {
            foreach ((string path, int count) in changed)
            {
                await Console.Error.WriteLineAsync($"{Wording.Plain(path)}: {Wording.Count(count)} {(count == 1 ? "place" : "places")} mended");
            }

            report = Report(input, parsed.GetValue(Fail));
        }

        switch (format)
        {
            case LintFormat.Json:
                await output.WriteLineAsync(LintJson.Of(report));
                break;
            case LintFormat.Sarif:
                await output.WriteLineAsync(LintSarif.Of(report));
                break;
            default:
                new LintText(Terminal.Of(output)).Write(report);
                break;
        }

        return report.Failed ? ExitCodes.Refuted : ExitCodes.Done;
    }

    private static LintReport Report(LintInput input, FailOn failOn)
    {
        IReadOnlyList<LintSet> sets = input.Read();
        List<LintFinding> findings = [];
        List<LintFinding> accepted = [];
        foreach (LintSet set in sets)
        {
            findings.AddRange(Linter.Check(set, LintRules.All, out IReadOnlyList<LintFinding> hidden));
            accepted.AddRange(hidden);
        }

        return new LintReport(sets, findings, accepted, failOn);
    }

    private static PhoenixException Unknown(string rule) => new(
        ErrorCode.Usage,
        $"there is no rule '{rule}'{(NearestName.Of(rule, LintRules.All.Select(r => r.Id)) is string near ? $"; did you mean '{near}'?" : "")}",
        "phoenix lint --explain all lists the rules");
}
