using System.CommandLine;
using System.Globalization;
using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Lab.Local;
using Phoenix.Lab.Sabotage;
using Phoenix.Recovery;

namespace Phoenix.Cli.Commands;

/// <summary>The options of <c>phoenix drill</c>, and what they mean.</summary>
internal static class DrillOptions
{
    public static Option<int> Cycles { get; } = new("--cycles") { Description = "How many cycles, one after the other on one repository", DefaultValueFactory = _ => 1 };

    public static Option<string> Target { get; } = new("--target") { Description = "Where the rebirth ends: latest, immediate or time (the drill sets the moment)", DefaultValueFactory = _ => "latest" };

    public static Option<string> WipeAt { get; } = new("--wipe-at") { Description = "When the wipe hits: quiesced", DefaultValueFactory = _ => "quiesced" };

    public static Option<int> Writers { get; } = new("--writers") { Description = "Concurrent writers", DefaultValueFactory = _ => 4 };

    public static Option<double> LoadSeconds { get; } = new("--load-seconds") { Description = "How long they write after the backup", DefaultValueFactory = _ => 2 };

    public static Option<string?> Sabotage { get; } = new("--sabotage") { Description = $"Break one thing on purpose, on a lab of its own: {string.Join(", ", Sabotages.Names)}; '{Sabotages.Every}', or several with commas between them, run one after the other" };

    public static Option<string?> Rto { get; } = new("--rto") { Description = "Recovery time objective, e.g. 12m: beyond it the verdict is Refuted" };

    public static Option<string> Rpo { get; } = new("--rpo") { Description = "Recovery point objective: report, 0, a duration or a size", DefaultValueFactory = _ => "report" };

    public static Option<string?> Resume { get; } = new("--resume") { Description = "Go on with a run that was interrupted", HelpName = "RUN" };

    public static Option<string?> Stack { get; } = new("--stack") { Description = "Stack file (not read by this version: the embedded lab is the stack)", HelpName = "FILE" };

    /// <summary>Reads what was asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="sabotage">The sabotage; null for none. One that needs a former life gets as many cycles as that takes.</param>
    /// <exception cref="PhoenixException">Usage or TargetImpossible; nothing was touched.</exception>
    public static DrillRequest Read(ParseResult parsed, string? sabotage)
    {
        RecoveryTarget target = RecoveryTargetParser.Parse(parsed.GetValue(Target)!);
        if (target.Kind is RecoveryTargetKind.Lsn or RecoveryTargetKind.Xid or RecoveryTargetKind.Name || target.Timeline is not null || !target.Inclusive)
        {
            throw new PhoenixException(ErrorCode.TargetImpossible, $"a drill of this version cannot prove the target '{target}'", "use latest, immediate or time");
        }

        if (target.Value is not null)
        {
            throw new PhoenixException(
                ErrorCode.TargetImpossible,
                $"a drill cannot prove the given moment {target.Value}: the rows it proves are written while it runs",
                "use --target time, and the drill sets the moment between its sentinels B and C");
        }

        if (parsed.GetValue(WipeAt) != "quiesced")
        {
            throw new PhoenixException(ErrorCode.Usage, $"'{parsed.GetValue(WipeAt)}' is no moment for a wipe that this version knows", "use --wipe-at quiesced");
        }

        SabotageDefinition? broken = sabotage is null ? null : Sabotages.Find(sabotage);
        return new DrillRequest(
            broken is null ? LabOptions.CheckName(parsed.GetValue(GlobalOptions.Lab)!) : "sabotage-" + broken.Name,
            sabotage,
            new DrillSettings
            {
                Cycles = Math.Max(Between(parsed.GetValue(Cycles), 1, 1000, "--cycles"), broken?.FromCycle ?? 1),
                Writers = Between(parsed.GetValue(Writers), 1, 32, "--writers"),
                Load = TimeSpan.FromSeconds(Between(parsed.GetValue(LoadSeconds), 1, 86400, "--load-seconds")),
                Target = target,
                Objectives = new Objectives(
                    parsed.GetValue(Rto) is string rto ? ObjectiveParser.ParseDuration(rto) : null, ObjectiveParser.ParseRpo(parsed.GetValue(Rpo)!)),
            });
    }

    /// <summary>Refuses options that <c>--resume</c> would silently ignore: a resumed run goes on with what it was asked for at first.</summary>
    /// <exception cref="PhoenixException">Usage.</exception>
    public static void RefuseBesideResume(ParseResult parsed)
    {
        Option[] decided = [Cycles, Target, WipeAt, Writers, LoadSeconds, Sabotage, Rto, Rpo, GlobalOptions.Lab];
        if (decided.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is Option given)
        {
            throw new PhoenixException(ErrorCode.Usage, $"{given.Name} does not go with --resume", "a resumed run goes on with what it was asked for at first; leave the option out");
        }
    }

    private static T Between<T>(T value, T least, T most, string option)
        where T : IComparable<T>, IFormattable =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? value
            : throw new PhoenixException(
                ErrorCode.Usage,
                string.Create(CultureInfo.InvariantCulture, $"{option} is {value}"),
                string.Create(CultureInfo.InvariantCulture, $"give a number from {least} to {most}"));
}
