using System.Text;
using System.Text.Json.Nodes;
using Phoenix.Diagnosis;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Ports;

namespace Phoenix.Kubernetes.Waiting;

/// <summary>
/// Finds out why an object is not there yet: the warnings among its events and those of its pods, the states of their containers, the end of the log of the container that fails. The log goes into the layer's
/// log, where <c>explain</c> reads it. Looks only, and never makes a failed wait fail otherwise: what cannot be read is said as such.
/// </summary>
/// <param name="api">The cluster.</param>
/// <param name="log">The layer's log.</param>
/// <param name="time">The clock.</param>
public sealed class ObjectReasons(IClusterApi api, ILayerLog log, TimeProvider time)
{
    private const int MostEvents = 3;
    private const int TailLines = 50;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);
    private static readonly KubeKind Events = new("", "v1", "Event", "events", Namespaced: true);
    private static readonly KubeKind Pods = new("", "v1", "Pod", "pods", Namespaced: true);

    /// <summary>The reasons, the most telling first; empty when there are none to see.</summary>
    public async Task<string> ReadAsync(KubeObject it, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(Bound, time);
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        List<string> reasons = [];
        try
        {
            await CollectAsync(it, reasons, bound.Token);
        }
        catch (Exception e) when (e is PhoenixException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            reasons.Add($"its events and pods could not be read{(e is PhoenixException ? $": {e.Message}" : "")}");
        }

        return string.Join("; ", reasons);
    }

    private async Task CollectAsync(KubeObject it, List<string> reasons, CancellationToken cancellationToken)
    {
        IReadOnlyList<KubeObject> pods = await PodsOfAsync(it, cancellationToken);
        foreach (KubeObject pod in pods)
        {
            if (PodTrouble.Of(pod) is not { } trouble)
            {
                continue;
            }

            reasons.Add(it.Kind == "Pod" ? trouble : $"pod {pod.Name}: {trouble}");
            if (PodTrouble.ContainerOf(pod) is string container && await LogAsync(pod, container, cancellationToken) is string cause)
            {
                reasons.Add(cause);
            }
        }

        reasons.AddRange(await EventsAsync([it, .. pods], cancellationToken));
    }

    private async Task<IReadOnlyList<KubeObject>> PodsOfAsync(KubeObject it, CancellationToken cancellationToken)
    {
        if (it.Kind == "Pod")
        {
            return [it];
        }

        if (it.Namespace is not string ns || Selector(it) is not { Length: > 0 } selector)
        {
            return [];
        }

        return [.. (await api.ListAsync(Pods, ns, selector, cancellationToken)).Where(p => PodTrouble.Of(p) is not null || !Condition.Of(p).Any(c => c is { Type: "Ready", IsTrue: true })).Take(MostEvents)];
    }

    // matchLabels only: an object that is chosen by expressions alone has its events.
    private static string? Selector(KubeObject it) => it.At("spec", "selector", "matchLabels") is JsonObject labels ? string.Join(',', labels.Select(l => $"{l.Key}={l.Value}")) : null;

    private async Task<IEnumerable<string>> EventsAsync(IReadOnlyList<KubeObject> about, CancellationToken cancellationToken)
    {
        // The events of what lives in no namespace are kept in "default".
        string ns = about[0].Namespace ?? "default";
        HashSet<string> uids = [.. about.Select(o => o.Uid).OfType<string>()];
        HashSet<string> names = [.. about.Select(o => o.Name)];
        IEnumerable<KubeObject> events = await api.ListAsync(Events, ns, null, cancellationToken);
        return events
            .Where(e => e.TextAt("type") == "Warning" && (e.TextAt("involvedObject", "uid") is { Length: > 0 } uid
                ? uids.Contains(uid) || (Owned(e, about[0]) && names.Contains(e.TextAt("involvedObject", "name") ?? ""))
                : names.Contains(e.TextAt("involvedObject", "name") ?? "")))
            .OrderByDescending(When)
            .Select(e => $"event {e.TextAt("reason")}: {e.TextAt("message")?.ReplaceLineEndings(" ")}")
            .Distinct()
            .Take(MostEvents);
    }

    // Some controllers leave the identity of what they speak of empty or old; kind and name are theirs all the same.
    private static bool Owned(KubeObject e, KubeObject it) => e.TextAt("involvedObject", "kind") == it.Kind && e.TextAt("involvedObject", "name") == it.Name;

    private static string When(KubeObject e) =>
        e.TextAt("series", "lastObservedTime") ?? e.TextAt("lastTimestamp") ?? e.TextAt("eventTime") ?? e.TextAt("metadata", "creationTimestamp") ?? "";

    private async Task<string?> LogAsync(KubeObject pod, string container, CancellationToken cancellationToken)
    {
        string? text = await api.ReadLogAsync(pod.Namespace!, pod.Name, container, TailLines, cancellationToken);
        if (text is not { Length: > 0 })
        {
            return null;
        }

        log.Say($"the end of the log of pod {pod.Namespace}/{pod.Name}, container {container}:");
        using (ILayerLogStream stream = log.Open())
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return KnownCause.In(text) is { } known ? $"its log tells: {known.What} {known.Remedy} ({known.Id})"
            : text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() is { } last ? $"its log ends: {Short(last)}"
            : null;
    }

    private static string Short(string line) => line.Length > 300 ? line[..300] + "..." : line;
}
