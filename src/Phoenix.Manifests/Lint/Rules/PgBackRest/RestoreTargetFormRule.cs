using System.Text.RegularExpressions;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A target that is not of its type.</summary>
internal sealed partial class RestoreTargetFormRule : LintRule
{
    public override string Id => "restore-target-form";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A recovery target is not of the type that is given.";

    public override string Why => "It is passed on, and PostgreSQL refuses to start: invalid value for parameter recovery_target_lsn (or _xid).";

    public override string Remedy => "An LSN is 0/3000148, an xid a number; a time goes with --type=time, the name of a restore point with --type=name.";

    public override string Source => "https://www.postgresql.org/docs/current/runtime-config-wal.html#RUNTIME-CONFIG-WAL-RECOVERY-TARGET";

    public override LintExample Bad { get; } = LintExample.Yaml(Examples.Job.With("--type=time, \"--target=2026-02-10 14:55:00+00\"", "--type=lsn, --target=3000148"));

    public override LintExample Good { get; } = LintExample.Yaml(Examples.Job.With("--type=time, \"--target=2026-02-10 14:55:00+00\"", "--type=lsn, --target=0/3000148"));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Call call in Call.Restores(set))
        {
            if (call.Find("target") is { Value: string text, IsOpen: false } target && call.Find("type") is { IsOpen: false } type
                && ((type.Value == "lsn" && !Lsn().IsMatch(text)) || (type.Value == "xid" && !Xid().IsMatch(text))))
            {
                yield return Found(call.Owner.At(target.From), $"'{text}' is no {(type.Value == "lsn" ? "LSN" : "xid")}");
            }
        }
    }

    [GeneratedRegex(@"\A[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}\z")]
    private static partial Regex Lsn();

    [GeneratedRegex(@"\A[0-9]{1,20}\z")]
    private static partial Regex Xid();
}
