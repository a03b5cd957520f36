namespace Phoenix.Diagnosis;

/// <summary>A text that is no failure, and tells what another one means: conditions refer to it. It is never shown.</summary>
public sealed record KnownSign : KnownText;
