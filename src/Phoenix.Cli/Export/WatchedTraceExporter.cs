using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace Phoenix.Cli.Export;

/// <summary>Tells when a batch could not be sent; the SDK keeps it to itself.</summary>
/// <param name="options">Where to, and how.</param>
/// <param name="failed">Is told, on the exporter's own thread.</param>
internal sealed class WatchedTraceExporter(OtlpExporterOptions options, Action failed) : OtlpTraceExporter(options)
{
    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Activity> batch)
    {
        ExportResult result = base.Export(batch);
        if (result == ExportResult.Failure)
        {
            failed();
        }

        return result;
    }
}
