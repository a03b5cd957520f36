using Phoenix.Ports;

namespace Phoenix.Kubernetes.Flux;

/// <summary>Tells a layer's log how objects stand, each change once.</summary>
/// <param name="log">The log.</param>
internal sealed class StandingLog(ILayerLog log)
{
    private readonly Dictionary<FluxKey, string> _told = [];
    private string? _last;

    /// <summary>Says something, unless it was the last thing said.</summary>
    internal void Say(string line)
    {
        if (line != _last)
        {
            log.Say(line);
            _last = line;
        }
    }

    /// <summary>Tells what changed.</summary>
    internal void Tell(FluxReport report)
    {
        foreach (FluxJudgement judgement in report.All.Where(j => _told.GetValueOrDefault(j.Key) != j.Words))
        {
            _told[judgement.Key] = judgement.Words;
            Say(judgement.ToString());
        }

        log.Progress(report.Done, report.All.Count);
    }
}
