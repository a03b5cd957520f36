using System.Globalization;

namespace Phoenix.Checks.Rules;

/// <summary>How long a rebirth will take, by what earlier runs took. A note: it decides nothing.</summary>
public sealed class RestoreTimeRule : ICheckRule
{
    /// <inheritdoc/>
    public string Name => "restore-time";

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        CheckFinding finding = evidence.Predicted switch
        {
            { Seconds: double s } p => Of(s, p),
            _ => CheckFinding.CouldNotTell(Name, "no earlier run of this stack is on record", "a drill measures it"),
        };
        return [finding with { IsNote = true }];
    }

    private CheckFinding Of(double seconds, PredictedTime p)
    {
        string more = p.Unknown.Count == 0 ? "" : $", and what {Words.Names([.. p.Unknown])} will take";
        string said = string.Create(CultureInfo.InvariantCulture, $"predicted: {seconds:0.#} s (n={p.Runs}){more}{(p.Rto is TimeSpan r ? $"; objective {r.TotalSeconds:0} s" : "")}");
        return p.Rto is TimeSpan rto && seconds > rto.TotalSeconds
            ? CheckFinding.NotSafe(Name, said, "raise what takes longest in parallel, or set an objective that holds")
            : CheckFinding.Safe(Name, said);
    }
}
