namespace Phoenix.Checks;

/// <summary>How long a rebirth will take, by what earlier runs took.</summary>
/// <param name="Seconds">Seconds; null when no run is on record.</param>
/// <param name="Runs">On how many runs it rests.</param>
/// <param name="Unknown">Layers of which no time is on record, so that it takes longer.</param>
/// <param name="Rto">The objective; null for none.</param>
public sealed record PredictedTime(double? Seconds, int Runs, IReadOnlyList<string> Unknown, TimeSpan? Rto);
