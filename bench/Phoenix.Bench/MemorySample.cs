namespace Phoenix.Bench;

/// <summary>A process's resident memory at one moment, in MiB.</summary>
internal readonly record struct MemorySample(DateTimeOffset At, double Megabytes);
