using System.Text.RegularExpressions;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Adapters.Processes;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Doctor;

/// <summary>Looks for the programs that a stack needs, and asks those that are known for their versions.</summary>
/// <param name="runner">Runs them.</param>
public sealed partial class ToolDoctor(ToolRunner runner)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    // How each is asked for its own version without asking a server for one. Terraform's update check is switched off.
    private static readonly Dictionary<string, string[]> VersionOf = new(StringComparer.Ordinal)
    {
        ["terraform"] = ["version"],
        ["tofu"] = ["version"],
        ["terragrunt"] = ["--version"],
        ["talosctl"] = ["version", "--client"],
        ["kubectl"] = ["version", "--client"],
        ["flux"] = ["--version"],
        ["git"] = ["--version"],
    };

    /// <summary>Looks for what the layers call.</summary>
    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(StackDefinition stack, CancellationToken cancellationToken)
    {
        List<DoctorFinding> findings = [];
        foreach (NeededTool tool in NeededTools.Of(stack))
        {
            findings.Add(await DoctorFault.CatchAsync($"program {tool.Program}", () => LookAsync(tool, cancellationToken)).ConfigureAwait(false));
        }

        return findings;
    }

    /// <summary>Looks for what a lab's database needs.</summary>
    public async Task<IReadOnlyList<DoctorFinding>> LookForServersAsync(CancellationToken cancellationToken)
    {
        Version? version = null;
        DoctorFinding pgBackRest = await DoctorFault.CatchAsync("pgBackRest", async () =>
        {
            ToolResult result = await runner.RunCheckedAsync(Command("pgbackrest", ["version"]), cancellationToken).ConfigureAwait(false);
            version = PostgresInstallation.ParsePgBackRestVersion(result.StandardOutput);
            return new DoctorFinding("pgBackRest", FindingState.Ok, version.ToString());
        }).ConfigureAwait(false);
        DoctorFinding postgres = await DoctorFault.CatchAsync("PostgreSQL", () => Task.FromResult(PostgreSql(version))).ConfigureAwait(false);
        return [pgBackRest, postgres];
    }

    private static DoctorFinding PostgreSql(Version? pgBackRest)
    {
        IReadOnlyList<PostgresInstallation> installed = PostgresInstallation.FindAll();
        if (pgBackRest is null)
        {
            return installed.Count > 0
                ? new DoctorFinding("PostgreSQL", FindingState.Ok, $"{string.Join(", ", installed.Select(i => i.Major))} installed; which fits depends on pgBackRest")
                : new DoctorFinding("PostgreSQL", FindingState.Problem, "no PostgreSQL server is installed", "install one with 'apt-get install postgresql'");
        }

        PostgresChoice choice = PostgresInstallation.Choose(installed, pgBackRest);
        string[] missing = [.. ((string[])["initdb", "postgres", "pg_controldata", "pg_waldump", "pg_amcheck", "psql"]).Where(p => !File.Exists(Path.Combine(choice.Installation.BinDirectory, p)))];
        string detail = $"{choice.Installation.Major} is used{(choice.PassedOver.Count == 0 ? "" : $"; {string.Join(", ", choice.PassedOver.Select(i => i.Major))} is newer than this pgBackRest knows")}";
        return missing.Length == 0
            ? new DoctorFinding("PostgreSQL", FindingState.Ok, detail)
            : new DoctorFinding("PostgreSQL", FindingState.Problem, $"{detail}, and lacks {string.Join(", ", missing)}", $"install postgresql-{choice.Installation.Major} and its client and contrib packages");
    }

    private async Task<DoctorFinding> LookAsync(NeededTool tool, CancellationToken cancellationToken)
    {
        string check = $"program {tool.Program}";
        string? path = Locate(tool);
        if (path is null)
        {
            return new DoctorFinding(check, FindingState.Problem, $"{tool.For} calls it, and it is not there", tool.Program.Contains('/', StringComparison.Ordinal)
                ? "write it, or correct the stack file: such a program is looked for from the layer's directory"
                : "install it, or add its folder to PATH");
        }

        if (!File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute) && !File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherExecute))
        {
            return new DoctorFinding(check, FindingState.Problem, $"{tool.For} calls {path}, which is no program", "make it executable: chmod +x");
        }

        if (!VersionOf.TryGetValue(Path.GetFileName(path), out string[]? arguments))
        {
            return new DoctorFinding(check, FindingState.Ok, $"{path}, for {tool.For}");
        }

        ToolResult result = await runner.RunAsync(Command(path, arguments), cancellationToken).ConfigureAwait(false);
        Match version = Number().Match(result.StandardOutput + "\n" + result.StandardError);
        return result.ExitCode == 0 && version.Success
            ? new DoctorFinding(check, FindingState.Ok, $"{version.Value}, for {tool.For}")
            : new DoctorFinding(check, FindingState.Problem, $"asked for its version it {result.Ending}: {result.LastWords}", "run it by hand and see what it lacks");
    }

    private static string? Locate(NeededTool tool)
    {
        IEnumerable<string> candidates = tool.Program.Contains('/', StringComparison.Ordinal)
            ? [Path.GetFullPath(tool.Program, tool.Directory)]
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Select(d => Path.Combine(d, tool.Program));
        return candidates.FirstOrDefault(File.Exists);
    }

    private static ToolCommand Command(string program, IReadOnlyList<string> arguments) => new()
    {
        Tool = $"{Path.GetFileName(program)} {string.Join(' ', arguments)}",
        FileName = program,
        Arguments = arguments,
        Environment = new Dictionary<string, string> { ["CHECKPOINT_DISABLE"] = "1", ["NO_COLOR"] = "1" },
        Timeout = Bound,
    };

    [GeneratedRegex(@"\d+\.\d+(\.\d+)?(-[0-9A-Za-z.]+)?")]
    private static partial Regex Number();
}
