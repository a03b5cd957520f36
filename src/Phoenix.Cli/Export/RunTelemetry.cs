using Phoenix.Cli.Rendering;
using Phoenix.Journal;
using Phoenix.Telemetry;

namespace Phoenix.Cli.Export;

/// <summary>
/// Telemetry of one run: a trace and metrics, sent where the environment names a collector. What cannot be sent is one warning, and changes nothing
/// of the run: its record is the journal.
/// </summary>
internal sealed class RunTelemetry : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(3);
    private readonly TextWriter _errors;
    private readonly RunTrace? _trace;
    private readonly OtlpExport? _export;
    private bool _ended;

    private RunTelemetry(TextWriter errors, RunTrace? trace, OtlpExport? export)
    {
        _errors = errors;
        _trace = trace;
        _export = export;
    }

    /// <summary>Follows a run from its next event on. Without a collector nothing is loaded, and nobody listens.</summary>
    /// <param name="journal">The run's journal.</param>
    /// <param name="run">The run.</param>
    /// <param name="stack">Name of the stack.</param>
    /// <param name="command">The command.</param>
    public static RunTelemetry Follow(RunJournal journal, Guid run, string stack, string command)
    {
        var settings = new OtlpSettings(Environment.GetEnvironmentVariable);
        if (!settings.IsOn)
        {
            return new RunTelemetry(Console.Error, null, null);
        }

        try
        {
            var export = new OtlpExport(settings);
            var trace = new RunTrace(run, stack, command);
            journal.Subscribe(trace);
            journal.Subscribe(new RunMetrics(stack, command));
            return new RunTelemetry(Console.Error, trace, export);
        }
        catch (Exception e)
        {
            // A run never fails by its telemetry, whatever the environment says (a certificate that is not there, for one).
            Warn(Console.Error, e.Message);
            return new RunTelemetry(Console.Error, null, null);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_ended || _export is null)
        {
            return;
        }

        _ended = true;
        try
        {
            _trace?.Dispose();
            using OtlpExport export = _export;
            if (await export.FlushAsync(Bound) is string problem)
            {
                Warn(_errors, problem);
            }
        }
        catch (Exception e)
        {
            Warn(_errors, e.Message);
        }
    }

    private static void Warn(TextWriter errors, string problem) =>
        errors.WriteLine(Wording.Plain($"warning: telemetry was not sent, or not all of it: {problem}; the run and its record are whole"));
}
