namespace Phoenix.Bench;

/// <summary>What one cycle of a run cost.</summary>
/// <param name="Path">Its wall time, its tools and its waits.</param>
/// <param name="Megabytes">The drill's resident memory in MiB, median of the samples that fall into the cycle.</param>
internal sealed record CycleFigures(CriticalPath Path, double Megabytes);
