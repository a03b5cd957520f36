using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Phoenix.Telemetry;

namespace Phoenix.Cli.Export;

/// <summary>Sends the spans and metrics of this process to an OpenTelemetry collector. The only place that knows the OpenTelemetry SDK.</summary>
internal sealed class OtlpExport : IDisposable
{
    // A run's metrics are read once, at its end; in a long one now and then.
    private const int MetricsEveryMilliseconds = 60_000;

    private readonly OtlpFaults _faults = new();
    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;
    private string? _problem;
    private volatile bool _failed;

    /// <summary>Begins to listen; nothing is sent yet.</summary>
    public OtlpExport(OtlpSettings settings)
    {
        ResourceBuilder resource = ResourceBuilder.CreateEmpty().AddService("phoenix", serviceVersion: typeof(OtlpExport).Assembly.GetName().Version!.ToString(3)).AddTelemetrySdk().AddEnvironmentVariableDetector();
        if (CanSend(settings, OtlpSettings.Traces))
        {
            _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(PhoenixTelemetry.Name)
                .AddProcessor(new BatchActivityExportProcessor(new WatchedTraceExporter(settings.Options(OtlpSettings.Traces), NoteFailure))).Build();
        }

        if (CanSend(settings, OtlpSettings.Metrics))
        {
            _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(PhoenixTelemetry.Name)
                .AddReader(new PeriodicExportingMetricReader(new WatchedMetricExporter(settings.Options(OtlpSettings.Metrics), NoteFailure), MetricsEveryMilliseconds)).Build();
        }
    }

    /// <summary>Sends what is left.</summary>
    /// <param name="bound">The longest that this may take.</param>
    /// <returns>Why something was not sent; null when all was.</returns>
    public async Task<string?> FlushAsync(TimeSpan bound)
    {
        int milliseconds = (int)bound.TotalMilliseconds;

        // Both at once, on threads of their own: each may wait for a collector that does not answer.
        Task<bool> traces = Task.Run(() => _traces?.Shutdown(milliseconds) ?? true);
        Task<bool> metrics = Task.Run(() => _metrics?.Shutdown(milliseconds) ?? true);
        Task<bool[]> both = Task.WhenAll(traces, metrics);
        bool inTime = await Task.WhenAny(both, Task.Delay(bound + bound)) == both && (await both).All(sent => sent);
        return _problem ?? _faults.First ?? (_failed ? "the collector cannot be reached, or refuses it" : inTime ? null : $"the collector did not answer within {bound.TotalSeconds:0} s");
    }

    /// <summary>Stops to listen to faults. The providers were shut down; one that still waits for a collector ends with the process.</summary>
    public void Dispose() => _faults.Dispose();

    private void NoteFailure() => _failed = true;

    private bool CanSend(OtlpSettings settings, string signal)
    {
        if (!settings.IsSent(signal))
        {
            return false;
        }

        string? problem = settings.Problem(signal);
        _problem ??= problem;
        return problem is null;
    }
}
