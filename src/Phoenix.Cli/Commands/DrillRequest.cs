using System.Globalization;
using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Cli.Commands;

/// <summary>A drill as it was asked for; it is put on record whole, so that <c>--resume</c> goes on with exactly that.</summary>
/// <param name="Lab">The lab.</param>
/// <param name="Sabotage">Name of the sabotage, or null.</param>
/// <param name="Settings">The rest.</param>
/// <param name="StackFile">Absolute path of the stack file; null for a lab.</param>
public sealed record DrillRequest(string Lab, string? Sabotage, DrillSettings Settings, string? StackFile = null)
{
    private const string LabKey = "lab";

    /// <summary>The settings as they stand in journal and evidence.</summary>
    public IReadOnlyDictionary<string, string> ToRecord()
    {
        Dictionary<string, string> record = new()
        {
            [LabKey] = Lab,
            [SettingName.WipeAt] = Settings.WipeAt == WipeMode.Instant ? DrillOptions.Instant : DrillOptions.Quiesced,
            [SettingName.Stream] = "none",
            [SettingName.Target] = Settings.Target.ToString(),
            [SettingName.Cycles] = Settings.Cycles.ToString(CultureInfo.InvariantCulture),
            [SettingName.Writers] = Settings.Writers.ToString(CultureInfo.InvariantCulture),
            [SettingName.LoadSeconds] = Settings.Load.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            [SettingName.MinimumAcknowledged] = Settings.MinimumAcknowledged.ToString(CultureInfo.InvariantCulture),
            [SettingName.Rpo] = Settings.Objectives.Rpo.ToString()!,
        };
        if (StackFile is not null)
        {
            record[SettingName.StackFile] = StackFile;
        }

        if (Sabotage is not null)
        {
            record[SettingName.Sabotage] = Sabotage;
        }

        if (Settings.WipeAt == WipeMode.Instant)
        {
            record[SettingName.Seed] = Settings.Seed.ToString(CultureInfo.InvariantCulture);
        }

        if (Settings.Objectives.Rto is TimeSpan rto)
        {
            record[SettingName.RtoSeconds] = rto.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        }

        return record;
    }

    /// <summary>Reads the request of a run that was interrupted.</summary>
    /// <exception cref="PhoenixException">Usage: the run ended, so there is nothing to go on with; RecordDamaged.</exception>
    public static DrillRequest Recall(IReadOnlyList<JournalEvent> events, string run)
    {
        if (events.OfType<JournalEvent.RunEnded>().Any())
        {
            throw new PhoenixException(ErrorCode.Usage, $"run {run} has ended, so it cannot be resumed", $"look at it with: phoenix report {run}");
        }

        if (events.OfType<JournalEvent.RunStarted>().FirstOrDefault() is not { } started)
        {
            throw new PhoenixException(ErrorCode.RecordDamaged, $"run {run} was killed before it was on record", "nothing was done; start a new drill");
        }

        IReadOnlyDictionary<string, string> s = started.Settings;
        return new DrillRequest(s[LabKey], s.GetValueOrDefault(SettingName.Sabotage), new DrillSettings
        {
            Target = RecoveryTargetParser.Parse(s[SettingName.Target]),
            WipeAt = s[SettingName.WipeAt] == DrillOptions.Instant ? WipeMode.Instant : WipeMode.Quiesced,
            Seed = s.TryGetValue(SettingName.Seed, out string? seed) ? int.Parse(seed, CultureInfo.InvariantCulture) : 0,
            Cycles = int.Parse(s[SettingName.Cycles], CultureInfo.InvariantCulture),
            Writers = int.Parse(s[SettingName.Writers], CultureInfo.InvariantCulture),
            Load = TimeSpan.FromSeconds(double.Parse(s[SettingName.LoadSeconds], CultureInfo.InvariantCulture)),
            MinimumAcknowledged = long.Parse(s[SettingName.MinimumAcknowledged], CultureInfo.InvariantCulture),
            Objectives = new Objectives(
                s.TryGetValue(SettingName.RtoSeconds, out string? rto) ? TimeSpan.FromSeconds(double.Parse(rto, CultureInfo.InvariantCulture)) : null,
                ObjectiveParser.ParseRpo(s[SettingName.Rpo])),
        }, s.GetValueOrDefault(SettingName.StackFile));
    }
}
