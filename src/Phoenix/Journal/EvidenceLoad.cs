namespace Phoenix.Journal;

/// <summary>The load that was asked for, of each cycle.</summary>
/// <param name="Writers">Number of writers; null when it was not on record.</param>
/// <param name="Seconds">How long they were to write, in seconds.</param>
/// <param name="MinimumAcknowledged">Fewest acknowledged writes for a verdict that is not vacuous.</param>
public sealed record EvidenceLoad(int? Writers, double? Seconds, long? MinimumAcknowledged);
