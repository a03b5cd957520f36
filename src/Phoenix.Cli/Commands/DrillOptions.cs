using System.CommandLine;
using System.Globalization;
using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Lab.Local;
using Phoenix.Lab.Sabotage;
using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Cli.Commands;

/// <summary>The options of <c>phoenix drill</c>, and what they mean.</summary>
internal static class DrillOptions
{
    public static Option<int> Cycles { get; } = new("--cycles") { Description = "How many cycles, one after the other on one repository", DefaultValueFactory = _ => 1 };

    public static Option<string> Target { get; } = new("--target") { Description = "Where the rebirth ends: latest, immediate, time, lsn, xid or name (the drill sets the value, or takes one of an earlier cycle: lsn=0/3000148); time, lsn and xid take ,inclusive=false, a given one ,timeline=N", DefaultValueFactory = _ => "latest" };

    public const string Quiesced = "quiesced";
    public const string Instant = "instant";

    public static Option<string> WipeAt { get; } = new("--wipe-at") { Description = "When the wipe hits: quiesced (writers have stopped) or instant (in mid-write)", DefaultValueFactory = _ => Quiesced };

    public static Option<int?> Seed { get; } = new("--seed") { Description = "Where the moments of instant wipes are drawn from (default: a new one, on record)" };

    public static Option<int> Writers { get; } = new("--writers") { Description = "Concurrent writers", DefaultValueFactory = _ => 4 };

    public static Option<double> LoadSeconds { get; } = new("--load-seconds") { Description = "How long they write after the backup", DefaultValueFactory = _ => 2 };

    public static Option<string?> Sabotage { get; } = new("--sabotage") { Description = $"Break one thing on purpose, on a lab of its own: {string.Join(", ", Sabotages.Names)}; '{Sabotages.Every}', or several with commas between them, run one after the other" };

    public static Option<string?> Rto { get; } = new("--rto") { Description = "Recovery time objective, e.g. 12m: beyond it the verdict is Refuted" };

    public static Option<string> Rpo { get; } = new("--rpo") { Description = "Recovery point objective: report, 0, a duration or a size", DefaultValueFactory = _ => "report" };

    public static Option<string?> SignKey { get; } = new("--sign-key") { Description = "PEM file with a private EC P-256 key: sign the evidence into evidence.json.sig", HelpName = "FILE" };

    public static Option<string?> Resume { get; } = new("--resume") { Description = "Go on with a run that was interrupted", HelpName = "RUN" };

    /// <summary>Reads what was asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="sabotage">The sabotage; null for none. One that needs a former life gets as many cycles as that takes.</param>
    /// <exception cref="PhoenixException">Usage or TargetImpossible; nothing was touched.</exception>
    /// <param name="declared">The stack file's stack; null for a lab. Its objectives hold where the command line gives none.</param>
    public static DrillRequest Read(ParseResult parsed, string? sabotage, StackDefinition? declared = null)
    {
        RecoveryTarget target = RecoveryTargetParser.Parse(parsed.GetValue(Target)!);
        if (target is { Timeline: not null, Value: null })
        {
            throw new PhoenixException(
                ErrorCode.TargetImpossible, $"the target '{target}' names a timeline and no place on it", "a timeline goes with a given lsn, time, xid or name of the past, e.g. xid=1234,timeline=2");
        }

        if (target.Value is not null && sabotage is not null)
        {
            throw new PhoenixException(ErrorCode.Usage, $"--sabotage breaks what the drill itself writes; the target '{target}' lies before that", "leave the target's value out");
        }

        SabotageDefinition? broken = sabotage is null ? null : Sabotages.Find(sabotage);
        WipeMode wipeAt = ReadWipeAt(parsed, target, sabotage);
        return new DrillRequest(
            broken is null ? LabOptions.CheckName(parsed.GetValue(GlobalOptions.Lab)!) : "sabotage-" + broken.Name,
            sabotage,
            new DrillSettings
            {
                Cycles = Math.Max(Between(parsed.GetValue(Cycles), 1, 1000, "--cycles"), broken?.FromCycle ?? 1),
                Writers = Between(parsed.GetValue(Writers), 1, 32, "--writers"),
                Load = TimeSpan.FromSeconds(Between(parsed.GetValue(LoadSeconds), 1, 86400, "--load-seconds")),
                Target = target,
                WipeAt = wipeAt,
                Seed = parsed.GetValue(Seed) ?? Random.Shared.Next(),
                Objectives = new Objectives(
                    parsed.GetValue(Rto) is string rto ? ObjectiveParser.ParseDuration(rto) : declared?.Objectives.Rto,
                    declared is not null && parsed.GetResult(Rpo) is not { Implicit: false } ? declared.Objectives.Rpo : ObjectiveParser.ParseRpo(parsed.GetValue(Rpo)!)),
            },
            declared?.File);
    }

    private static WipeMode ReadWipeAt(ParseResult parsed, RecoveryTarget target, string? sabotage)
    {
        switch (parsed.GetValue(WipeAt))
        {
            case Quiesced when parsed.GetValue(Seed) is not null:
                throw new PhoenixException(ErrorCode.Usage, "--seed draws the moment of an instant wipe, and this one is planned", "add --wipe-at instant, or leave --seed out");
            case Quiesced:
                return WipeMode.Quiesced;
            case Instant when target.Kind != RecoveryTargetKind.Latest:
                throw new PhoenixException(ErrorCode.TargetImpossible, $"an instant wipe is proven with the target latest, not '{target}'", "leave --target out, or use --wipe-at quiesced");
            case Instant when sabotage is not null:
                throw new PhoenixException(ErrorCode.Usage, "--sabotage works on planned wipes: an instant one may lose rows by itself", "leave --wipe-at out");
            case Instant:
                return WipeMode.Instant;
            default:
                throw new PhoenixException(ErrorCode.Usage, $"'{parsed.GetValue(WipeAt)}' is no moment for a wipe", "use --wipe-at quiesced or --wipe-at instant");
        }
    }

    /// <summary>Refuses options that <c>--resume</c> would silently ignore: a resumed run goes on with what it was asked for at first.</summary>
    /// <exception cref="PhoenixException">Usage.</exception>
    public static void RefuseBesideResume(ParseResult parsed)
    {
        Option[] decided = [Cycles, Target, WipeAt, Seed, Writers, LoadSeconds, Sabotage, Rto, Rpo, GlobalOptions.Lab, StackOptions.Stack];
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
