using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Phoenix.Cli.Export;

/// <summary>Tells when a batch could not be sent; the SDK keeps it to itself.</summary>
/// <param name="options">Where to, and how.</param>
/// <param name="failed">Is told, on the exporter's own thread.</param>
internal sealed class WatchedMetricExporter(OtlpExporterOptions options, Action failed) : OtlpMetricExporter(options)
{
    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        ExportResult result = base.Export(batch);
        if (result == ExportResult.Failure)
        {
            failed();
        }

        return result;
    }
}
