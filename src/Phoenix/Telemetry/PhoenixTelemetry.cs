using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Phoenix.Telemetry;

/// <summary>The one source of spans and the one meter. Without a listener neither does anything.</summary>
public static class PhoenixTelemetry
{
    /// <summary>Name of both.</summary>
    public const string Name = "Phoenix";

    /// <summary>The spans.</summary>
    internal static ActivitySource Source { get; } = new(Name);

    /// <summary>The metrics.</summary>
    internal static Meter Meter { get; } = new(Name);
}
