using System.Globalization;
using System.Text.RegularExpressions;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>WAL that stays on the server for long.</summary>
internal sealed partial class ArchiveTimeoutRule : LintRule
{
    public override string Id => "archive-timeout";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "The parameter archive_timeout is off, or longer than five minutes.";

    public override string Why => "A quiet database fills its 16 MiB segment slowly, and what is in the open segment is not in the repository: archive_timeout is what bounds the loss of a sudden wipe. The operator's default is 60 seconds.";

    public override string Remedy => "Leave it to the operator, or set at most 5min.";

    public override string Source => "https://www.postgresql.org/docs/current/runtime-config-wal.html#GUC-ARCHIVE-TIMEOUT; https://github.com/CrunchyData/postgres-operator/blob/main/internal/pgbackrest/postgres.go";

    public override LintExample Bad { get; } = CrunchyExamples.More("  patroni: { dynamicConfiguration: { postgresql: { parameters: { archive_timeout: 0 } } } }\n");

    public override LintExample Good { get; } = CrunchyExamples.More("  patroni: { dynamicConfiguration: { postgresql: { parameters: { archive_timeout: 1min } } } }\n");

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from cluster in PgoCluster.In(set)
        where cluster.Backups is not null
        from parameter in Parameters.Of(cluster.Manifest)
        where parameter.Name == "archive_timeout"
        let seconds = Seconds(parameter.Value.Text)
        where seconds is 0 or > 300
        select Found(cluster.Manifest.At(parameter.Value), seconds == 0
            ? $"{cluster.Manifest.Title} sets archive_timeout to 0: the loss of a sudden wipe has no bound"
            : $"{cluster.Manifest.Title} sets archive_timeout to {parameter.Value.Text}: a sudden wipe may lose as much");

    private static double? Seconds(string value) => Duration().Match(value.Trim().Trim('\'')) is { Success: true } match && double.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out double number)
        ? number * (match.Groups[2].Value switch { "ms" => 0.001, "min" => 60, "h" => 3600, "d" => 86400, _ => 1 })
        : null;

    [GeneratedRegex(@"^([0-9]{1,9}(?:\.[0-9]{1,6})?)\s*(ms|s|min|h|d)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Duration();
}
