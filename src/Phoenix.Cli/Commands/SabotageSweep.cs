using System.Globalization;
using System.Text.RegularExpressions;
using Phoenix.Adapters.Files;
using Phoenix.Cli.Rendering;
using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Lab.Local;
using Phoenix.Lab.Sabotage;
using Phoenix.Proof;
using Phoenix.Verification;

namespace Phoenix.Cli.Commands;

/// <summary><c>phoenix drill --sabotage all</c>: every sabotage, or several, each on a fresh lab of its own, one after the other.</summary>
/// <param name="state">Holds runs and labs.</param>
/// <param name="format">How the result is printed.</param>
/// <param name="signer">Signs each drill's evidence; null for no signature.</param>
internal sealed class SabotageSweep(StateDirectory state, OutputFormat format, EvidenceKey? signer)
{
    /// <summary>Runs them, and prints what became of each.</summary>
    /// <returns>Done when all were caught; Refuted when one was not; Interrupted.</returns>
    public async Task<int> RunAsync(IReadOnlyList<DrillRequest> requests, CancellationToken cancellationToken)
    {
        List<SabotageResult> results = [];
        foreach (DrillRequest request in requests)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sabotage {results.Count + 1} of {requests.Count}: {request.Sabotage}"));
            SabotageResult result = await RunAsync(request, cancellationToken);
            if (cancellationToken.IsCancellationRequested)
            {
                Console.Error.WriteLine($"interrupted at {request.Sabotage}; remove its lab with: phoenix lab down --delete --lab {request.Lab}");
                return ExitCodes.Interrupted;
            }

            Console.Error.WriteLine($"{result.Name}: {(result.Caught ? "caught" : "NOT CAUGHT")} by {result.CaughtBy}: {Wording.Plain(result.Cause)}");
            results.Add(result);
        }

        SabotageTable.Write(results, format, Console.Out);
        return results.All(r => r.Caught) ? ExitCodes.Done : ExitCodes.Refuted;
    }

    private async Task<SabotageResult> RunAsync(DrillRequest request, CancellationToken cancellationToken)
    {
        SabotageDefinition sabotage = Sabotages.Find(request.Sabotage!);
        long start = TimeProvider.System.GetTimestamp();
        SabotageResult result;
        try
        {
            DrillOutcome outcome = await new DrillRun(state, request, elsewhere: null, signer).RunAsync(
                afresh: true,
                () =>
                {
                    RunDirectory store = state.CreateRun(TimeProvider.System);
                    return (store, new RunJournal(store, TimeProvider.System));
                },
                cancellationToken);
            result = Judge(sabotage, outcome);
            if (result.Caught)
            {
                await RemoveAsync(request.Lab, outcome, cancellationToken);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // What stops one drill does not hide how the others end; it is a sabotage that was not caught.
            PhoenixException fault = Fault.Of(e);
            result = new SabotageResult(sabotage.Name, null, fault.Definition.ExitCode, Caught: false, sabotage.CaughtBy, fault.Message, null, 0);
        }
        catch (OperationCanceledException)
        {
            result = new SabotageResult(sabotage.Name, null, ExitCodes.Interrupted, Caught: false, sabotage.CaughtBy, "interrupted", null, 0);
        }

        return result with { Seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds };
    }

    /// <summary>Caught is only what broke something and whose cause was named by what is to name it: a drill that fell over something else proves nothing.</summary>
    private static SabotageResult Judge(SabotageDefinition sabotage, DrillOutcome outcome)
    {
        string? cause = sabotage.CaughtBy == SabotageDefinition.Seal
            ? outcome.RecordFault?.Message
            : outcome.Evidence?.Cycles.LastOrDefault()?.Findings.FirstOrDefault(f => Names(sabotage.CaughtBy, f))?.Detail;
        bool proven = outcome.Evidence?.Verdict == Verdict.Proven || outcome.ExitCode == ExitCodes.Done;
        bool named = cause is not null && Regex.IsMatch(cause, sabotage.Cause, RegexOptions.Singleline | RegexOptions.CultureInvariant);
        (bool caught, string why) = (named, proven, outcome.TookEffect) switch
        {
            (_, true, _) => (false, "it ended Proven"),
            (_, _, false) => (false, $"it broke nothing: {outcome.Fault?.Message ?? "no reason is known"}"),
            (false, _, _) => (false, $"it ended otherwise: {cause ?? outcome.Fault?.Message ?? "no reason is known"}"),
            _ => (true, cause!),
        };
        return new SabotageResult(sabotage.Name, outcome.Evidence?.Verdict, outcome.ExitCode, caught, sabotage.CaughtBy, why, outcome.Store.Name, 0);
    }

    // A checker that had nothing to look at is Inconclusive, and caught nothing; a step that failed is Inconclusive too, and did.
    private static bool Names(string caughtBy, EvidenceFinding finding) =>
        finding.Checker == caughtBy && (finding.Verdict == Verdict.Refuted || (finding.Verdict == Verdict.Inconclusive && Examination.All.All(c => c.Name != caughtBy)));

    // Two dozen labs and their copies of WAL are gigabytes. Journal, ledger and evidence of the run stay.
    private async Task RemoveAsync(string name, DrillOutcome outcome, CancellationToken cancellationToken)
    {
        using LabSession lab = await LabSession.OpenAsync(new LabOptions { State = state.Path, Name = name }, null, new DeferredToolObserver(), TimeProvider.System, cancellationToken);
        await lab.DeleteAsync(cancellationToken);
        Directory.Delete(outcome.Store.Directory("wal"), recursive: true);
    }
}
