namespace Phoenix.Telemetry;

/// <summary>Names of the attributes of spans and metrics; docs/telemetry.md says what they mean.</summary>
internal static class Tag
{
    public const string Run = "phoenix.run.id";
    public const string Resumed = "phoenix.run.resumed";
    public const string Command = "phoenix.command";
    public const string Stack = "phoenix.stack";
    public const string Cycle = "phoenix.cycle";
    public const string Step = "phoenix.step";
    public const string Layer = "phoenix.layer";
    public const string Phase = "phoenix.phase";
    public const string Attempt = "phoenix.attempt";
    public const string Gate = "phoenix.gate";
    public const string State = "phoenix.state";
    public const string Reason = "phoenix.reason";
    public const string Verdict = "phoenix.verdict";
    public const string ExitCode = "phoenix.exit_code";
    public const string Rta = "phoenix.rta_seconds";

    /// <summary>By the semantic conventions: what class of error ended the span; here a code of errors.md.</summary>
    public const string ErrorType = "error.type";
}
