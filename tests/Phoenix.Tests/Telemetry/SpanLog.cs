using System.Collections.Concurrent;
using System.Diagnostics;
using Phoenix.Telemetry;

namespace Phoenix.Tests.Telemetry;

/// <summary>Collects the spans of one run as a listener of the process gets them.</summary>
internal sealed class SpanLog : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public SpanLog()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == PhoenixTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a =>
            {
                // Other tests of this process make spans too.
                if (a.TraceId.ToHexString() == Run.ToString("N"))
                {
                    _ended.Enqueue(a);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public Guid Run { get; } = Guid.CreateVersion7();

    public IReadOnlyList<Activity> Ended => [.. _ended];

    public Activity this[string name] => _ended.Single(a => a.OperationName == name);

    /// <summary>Names from the root down to a span.</summary>
    public string Path(string name)
    {
        List<string> path = [];
        for (Activity? at = this[name]; at is not null; at = _ended.SingleOrDefault(a => a.SpanId == at.ParentSpanId))
        {
            path.Insert(0, at.OperationName);
        }

        return string.Join(" / ", path);
    }

    public void Dispose() => _listener.Dispose();
}
