using Phoenix.Recovery;

namespace Phoenix.Proof.Checkers;

/// <summary>RTA and RPA are within RTO and RPO.</summary>
public sealed class ObjectivesChecker : IChecker
{
    /// <inheritdoc/>
    public string Name => "objectives";

    /// <inheritdoc/>
    public Finding Check(History history)
    {
        var finding = new FindingBuilder(Name);
        TimeSpan? rta = Rta.Of(history);
        if (history.Objectives.Rto is TimeSpan rto)
        {
            finding.DoubtIf(rta is null, "an RTO is set, but the RTA is not known");
            finding.RefuteIf(rta > rto, $"RTA {rta?.TotalSeconds} s is above the RTO {rto.TotalSeconds} s");
        }
        else
        {
            finding.Leave("RTO (none set)");
        }

        Rpa? rpa = Rpa.Of(history);
        if (history.Objectives.Rpo is Rpo.Report)
        {
            finding.Leave("RPO (reported only)");
        }
        else
        {
            bool? within = rpa?.Within(history.Objectives.Rpo);
            finding.DoubtIf(within is null, $"the RPO {history.Objectives.Rpo} is set, but the RPA is not known in its unit");
            finding.RefuteIf(within == false, $"RPA {rpa} is above the RPO {history.Objectives.Rpo}");
        }

        return finding.Build($"RTA {(rta is TimeSpan t ? $"{t.TotalSeconds} s" : "unknown")}, RPA {rpa?.ToString() ?? "unknown"}");
    }
}
