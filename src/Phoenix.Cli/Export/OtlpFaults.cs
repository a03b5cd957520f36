using System.Diagnostics.Tracing;

namespace Phoenix.Cli.Export;

/// <summary>Hears of what the exporter could not send: it tells nobody else.</summary>
internal sealed class OtlpFaults : EventListener
{
    private const string ExporterSource = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private const string SdkSource = "OpenTelemetry-Sdk";

    /// <summary>The first one, in one line; null for none.</summary>
    public string? First { get; private set; }

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name is ExporterSource or SdkSource)
        {
            EnableEvents(eventSource, EventLevel.Error);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The last part is the error's text, with its stack below. Headers, which may hold a key, are in none of these events.
        string? text = eventData.Payload?.OfType<string>().LastOrDefault(p => p.Length > 0) ?? eventData.Message;
        First ??= text?.Split('\n')[0].Trim();
    }
}
