namespace Phoenix.Journal;

/// <summary>RTA of one cycle.</summary>
/// <param name="Seconds">From wipe start to the first verified read and write, in seconds.</param>
public sealed record EvidenceRta(double Seconds);
