using System.Globalization;
using System.Text.RegularExpressions;

namespace Phoenix.Adapters.Terragrunt;

/// <summary>A version of Terragrunt, and which spellings it takes.</summary>
/// <param name="Number">Major, minor, patch.</param>
internal sealed partial record TerragruntVersion(Version Number)
{
    // 0.73.0 took the prefix "terragrunt-" off all flags, 0.74.0 gave "run" its "--all". The older spellings were removed at different times later.
    private static readonly Version RunAll = new(0, 74, 0);

    // Behind an experiment from 0.81.3 on.
    private static readonly Version Report = new(0, 89, 0);

    /// <summary>Whether it is <c>run --all --non-interactive -- apply</c> in place of <c>run-all apply --terragrunt-non-interactive</c>.</summary>
    internal bool HasRun => Number >= RunAll;

    /// <summary>Whether it writes a report of a run of several units without being asked for experiments.</summary>
    internal bool HasReport => Number >= Report;

    /// <summary>Reads what <c>terragrunt --version</c> prints; null when there is no version in it.</summary>
    internal static TerragruntVersion? Of(string printed) => Form().Match(printed) is { Success: true } match
        ? new TerragruntVersion(new Version(Part(match, 1), Part(match, 2), Part(match, 3)))
        : null;

    /// <summary>The arguments that make it run a command of Terraform.</summary>
    /// <param name="terraform">The command and its arguments.</param>
    /// <param name="all">In every unit below the working directory.</param>
    /// <param name="report">Where the report goes; null for none.</param>
    internal IReadOnlyList<string> Arguments(IReadOnlyList<string> terraform, bool all, string? report)
    {
        // Not interactive also means: units outside the directory that these depend on are left alone.
        if (!HasRun)
        {
            return [.. all ? ["run-all"] : Array.Empty<string>(), .. terraform, "--terragrunt-non-interactive", "--terragrunt-no-color"];
        }

        List<string> arguments = ["run"];
        if (all)
        {
            arguments.Add("--all");
        }

        arguments.AddRange(["--non-interactive", "--no-color"]);
        if (report is not null)
        {
            arguments.AddRange(["--report-file", report, "--report-format", "json"]);
        }

        return [.. arguments, "--", .. terraform];
    }

    private static int Part(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\bv?(\d{1,6})\.(\d{1,6})\.(\d{1,6})")]
    private static partial Regex Form();
}
