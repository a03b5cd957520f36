namespace Phoenix.Errors;

/// <summary>What the catalogue says of one <see cref="ErrorCode"/>.</summary>
/// <param name="Code">The code.</param>
/// <param name="Id">The stable name shown to people and scripts, e.g. <c>gate-refused</c>.</param>
/// <param name="ExitCode">The process exit code when this error ends a command (design, "Exit codes").</param>
/// <param name="Summary">One sentence for the documentation.</param>
/// <param name="Transient">Whether the same call may succeed a moment later with nothing changed.</param>
public sealed record ErrorDefinition(ErrorCode Code, string Id, int ExitCode, string Summary, bool Transient = false);
