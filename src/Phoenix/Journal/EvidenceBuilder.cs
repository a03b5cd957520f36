using System.Globalization;
using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Ports;
using Phoenix.Proof;

namespace Phoenix.Journal;

/// <summary>Builds evidence from a run's events alone: the same journal gives the same evidence, whoever builds it and when.</summary>
public static class EvidenceBuilder
{
    /// <summary>Builds the evidence of a run that ended (its last event is <see cref="JournalEvent.RunEnded"/>).</summary>
    /// <param name="journal">The run's events and the journal's head; see <see cref="RunJournal.Events"/> and <see cref="RunJournal.Read"/>.</param>
    /// <param name="head">Where the journal's chain ends.</param>
    /// <exception cref="PhoenixException">RecordDamaged: the events contradict each other, or the run did not begin or end.</exception>
    public static Evidence Build(IEnumerable<JournalEvent> journal, JournalHead head)
    {
        RunState state = RunState.Fold(journal);
        if (state.Started is not { } started || state.Ended is not { } ended)
        {
            throw new PhoenixException(
                ErrorCode.RecordDamaged,
                "the journal has no end, so there is no evidence to build from it",
                "take the run up again with --resume");
        }

        Setting settings = new(started.Settings);
        WipeMode wipeAt = Enum.TryParse(settings.Text(SettingName.WipeAt), ignoreCase: true, out WipeMode mode) ? mode : WipeMode.Quiesced;
        string rpo = settings.Text(SettingName.Rpo) ?? "report";
        string target = settings.Text(SettingName.Target) ?? "latest";
        string? sabotage = settings.Text(SettingName.Sabotage);
        List<EvidenceCycle> cycles = [.. state.Cycles.Values.Select(Cycle)];
        return new Evidence
        {
            SchemaVersion = Evidence.CurrentSchema,
            RunId = RunName.Of(started.Run),
            Run = started.Run,
            Stack = started.Stack,
            StartedAt = started.At,
            FinishedAt = ended.At > started.At ? ended.At : started.At, // a clock that was set back makes no run shorter than nothing
            Tool = $"phoenix {started.Versions.GetValueOrDefault("phoenix") ?? "unknown"}",
            Versions = started.Versions,
            Settings = started.Settings,
            WipeAt = wipeAt,
            Stream = settings.Text(SettingName.Stream) ?? "none",
            Target = target,
            Sabotage = sabotage,
            Load = new EvidenceLoad(
                (int?)settings.Whole(SettingName.Writers), settings.Number(SettingName.LoadSeconds), settings.Whole(SettingName.MinimumAcknowledged)),
            Verdict = Combine(ended, cycles, (int?)settings.Whole(SettingName.Cycles)),
            Mode = VerdictMode.Describe(wipeAt, target, rpo, sabotage),
            ExitCode = ended.ExitCode,
            NotCovered = NotCovered(state),
            Objectives = new EvidenceObjectives(settings.Number(SettingName.RtoSeconds), rpo),
            Cycles = cycles,
            Waits = state.Waits.ToDictionary(w => w.Key, w => Milliseconds(w.Value)),
            Journal = head,
        };
    }

    /// <summary>What nothing guards on an endpoint whose conditional puts do not hold; null where they do, or were not tried.</summary>
    public static string? Unguarded(ConditionalPuts? puts) => puts switch
    {
        ConditionalPuts.Refused => "two operators on two machines who claim this repository in the same moment (the endpoint refuses conditional puts)",
        ConditionalPuts.Ignored => "two operators on two machines who claim this repository in the same moment (the endpoint ignores the condition of a put)",
        _ => null,
    };

    // Built again from its parts: no verdict in the journal can make evidence better than its cycles and findings are.
    private static Verdict Combine(JournalEvent.RunEnded ended, List<EvidenceCycle> cycles, int? asked)
    {
        Verdict verdict = ended.Verdict ?? Verdict.Inconclusive;
        if (cycles.Count == 0 || cycles.Count < asked)
        {
            verdict = Worse(verdict, Verdict.Inconclusive);
        }

        return cycles.Aggregate(verdict, (v, c) => Worse(v, c.Verdict));
    }

    private static EvidenceCycle Cycle(CycleState state)
    {
        Verdict verdict = state.Verdict ?? Verdict.Inconclusive;
        if (state.Findings.IsEmpty)
        {
            verdict = Worse(verdict, Verdict.Inconclusive);
        }

        CycleReport? report = state.Report;
        return new EvidenceCycle
        {
            N = state.Cycle,
            Verdict = state.Findings.Aggregate(verdict, (v, f) => Worse(v, f.Verdict)),
            BackupLabel = state.Earlier?.BackupLabel ?? state.Backup?.Label,
            Target = state.Target?.Target,
            Rta = report?.RtaSeconds is double seconds ? new EvidenceRta(Milliseconds(seconds)) : null,
            Rpa = report?.Rpa is { } rpa ? rpa with { Seconds = Milliseconds(rpa.Seconds) } : null,
            Layers = [.. state.Layers.Select(l => new EvidenceLayer(
                l.Name, l.Phase, l.State ?? StepState.Cancelled, Reason(l.State, l.Reason), l.StartedAt, Milliseconds(l.Seconds))
            {
                Gates = l.Gates.IsEmpty ? null : [.. l.Gates.Select(g => new EvidenceLayerGate(g.Gate, g.State, g.Reason, Milliseconds(g.Seconds)))],
                Explanation = l.Explanation,
            })],
            Steps = [.. state.Steps.Select(s => new EvidenceStep(
                s.Name, s.State ?? StepState.Cancelled, Reason(s.State, s.Reason), s.StartedAt, Milliseconds(s.Seconds)) { Explanation = s.Explanation })],
            Sentinels = [.. (report?.Sentinels ?? []).OrderBy(s => s.Name)],
            Ledger = report?.Ledger,
            Database = report?.Database,
            Gate = state.Gate is { } gate ? new EvidenceGate(gate.Passed, gate.Rules) : null,
            Published = state.PublishedAt is not null,
            Discarded = state.Discarded,
            Findings = [.. state.Findings.Select(f => new EvidenceFinding(f.Checker, f.Verdict, f.Detail))],
        };
    }

    private static List<string> NotCovered(RunState state) =>
    [
        .. Examination.NeverCovered
            .Concat(state.Cycles.Values.SelectMany(c => c.Findings).SelectMany(f => f.NotCovered))
            .Concat(state.Cycles.Values
                .SelectMany(c => c.Wipe?.Layers ?? new Dictionary<string, bool?>())
                .Where(l => l.Value is null)
                .Select(l => $"emptiness of layer {l.Key} (it has no probe)"))
            .Concat(state.Cycles.Values.Select(c => Unguarded(c.ConditionalPuts)).OfType<string>())
            .Distinct(StringComparer.Ordinal),
    ];

    private static string? Reason(StepState? state, string? reason) => state is null ? "its end is not on record" : reason;

    private static Verdict Worse(Verdict a, Verdict b) => a > b ? a : b;

    // A shorter spelling than the clock's own; nothing here is known to a microsecond.
    private static double Milliseconds(double seconds) => Math.Round(seconds, 3);

    private static double? Milliseconds(double? seconds) => seconds is double s ? Milliseconds(s) : null;

    private sealed class Setting(IReadOnlyDictionary<string, string> settings)
    {
        public string? Text(string name) => settings.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

        public long? Whole(string name) =>
            long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null;

        public double? Number(string name) =>
            double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
    }
}
