using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Phoenix.Checks;
using Phoenix.Ports;
using Phoenix.Recovery;

namespace Phoenix.Cli.Rendering;

/// <summary>What a check found, for people and as one JSON document (<c>docs/spec/check.md</c>).</summary>
internal static class CheckRendering
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The exit code: 0 safe, 3 not safe, 4 could not tell.</summary>
    public static int ExitCode(CheckState state) => state switch { CheckState.Safe => ExitCodes.Done, CheckState.NotSafe => ExitCodes.Refused, _ => ExitCodes.Inconclusive };

    public static void Write(string subject, CheckResult result, OutputFormat format, TextWriter output)
    {
        if (format == OutputFormat.Json)
        {
            output.WriteLine(Json(subject, result));
        }
        else
        {
            Text(subject, result, output);
        }
    }

    private static void Text(string subject, CheckResult result, TextWriter output)
    {
        string verdict = result.State switch
        {
            CheckState.Safe => $"SAFE: a rebirth to '{result.Evidence.Target}' would work as things are",
            CheckState.NotSafe => $"NOT SAFE: {Count(result, CheckState.NotSafe)}",
            _ => $"COULD NOT TELL, which is not safe: {Count(result, CheckState.CouldNotTell)}",
        };
        output.WriteLine(Wording.Plain($"{subject}: {verdict}"));
        int width = result.Findings.Max(f => f.Rule.Length);
        foreach (CheckFinding f in result.Findings)
        {
            string word = (f.IsNote, f.State) switch
            {
                (true, CheckState.Safe) => "note",
                (true, CheckState.NotSafe) => "note: beware",
                (true, _) => "note: not known",
                (_, CheckState.Safe) => "safe",
                (_, CheckState.NotSafe) => "NOT SAFE",
                _ => "could not tell",
            };
            output.WriteLine(Wording.Plain($"  {word,-15}  {f.Rule.PadRight(width)}  {f.Detail}{(f.Fix is string fix ? $"; {fix}" : "")}"));
        }
    }

    private static string Count(CheckResult result, CheckState state)
    {
        string[] rules = [.. result.Findings.Where(f => !f.IsNote && f.State == state).Select(f => f.Rule).Distinct()];
        return rules.Length == 0 ? "no rule decided" : string.Join(", ", rules);
    }

    private static string Json(string subject, CheckResult result)
    {
        CheckEvidence e = result.Evidence;
        RepositoryInfo? info = e.Info is { Trouble: null } seen ? seen.Value : null;
        ArchiveView? archive = e.Archive is { Trouble: null } listed ? listed.Value : null;
        return JsonSerializer.Serialize(
            new
            {
                schemaVersion = 1,
                subject,
                at = e.At,
                state = Word(result.State),
                exitCode = ExitCode(result.State),
                target = e.Target.ToString(),
                repository = new { endpoint = Null(e.Location.Endpoint), bucket = Null(e.Location.Bucket), region = Null(e.Location.Region), path = e.Location.Path, stanza = e.Location.Stanza },
                stanzas = e.Stanzas.Trouble is null ? e.Stanzas.Value.Found.Select(s => new { path = s.Path, stanza = s.Stanza }) : null,
                systemIdentifiers = new
                {
                    server = Number(e is { Server: { Trouble: null } s } ? s.Value.Gate.Server.SystemIdentifier : e is { Idle: { Trouble: null } i } ? i.Value.SystemIdentifier : null),
                    repository = Number(info?.SystemIdentifier),
                    witness = Number(e.Witness is { Trouble: null, Value: { } w } ? w.SystemIdentifier : null),
                },
                backups = info?.Backups.Select(b => Backup(b, info, e.At)),
                archive = archive is null ? null : new
                {
                    id = archive.Listing.ArchiveId,
                    segments = archive.Listing.Segments.Count,
                    histories = archive.Listing.Histories.Order(),
                    timeline = archive.Listing.NewestTimeline,
                    newestSegment = info is null ? null : archive.Listing.Newest(archive.Listing.NewestTimeline, e.SegmentSize)?.Name,
                },
                findings = result.Findings.Select(f => new { rule = f.Rule, state = Word(f.State), note = f.IsNote, detail = f.Detail, fix = f.Fix }),
            },
            Indented);
    }

    private static object Backup(BackupSet b, RepositoryInfo info, DateTimeOffset now)
    {
        BackupDetails? more = info.Details.GetValueOrDefault(b.Label);
        return new
        {
            label = b.Label,
            type = b.Type,
            startedAt = b.StartedAt,
            stoppedAt = b.StoppedAt,
            ageSeconds = Math.Round((now - b.StoppedAt).TotalSeconds),
            databaseBytes = b.DatabaseBytes,
            repositoryBytes = more?.RepositoryBytes,
            walStart = Null(b.StartSegment),
            walStop = Null(b.StopSegment),
            startLsn = b.StartLsn.ToString(),
            stopLsn = b.StopLsn.ToString(),
            systemIdentifier = Number(b.SystemIdentifier),
            pageErrors = b.HasPageErrors,
            references = more?.References,
            annotations = more?.Annotations,
        };
    }

    private static string? Null(string text) => text.Length == 0 ? null : text;

    private static string? Number(ulong? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string Word(CheckState state) => state switch { CheckState.Safe => "safe", CheckState.NotSafe => "notSafe", _ => "couldNotTell" };
}
