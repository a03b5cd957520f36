using System.Diagnostics;
using Phoenix.Execution;

namespace Phoenix.Telemetry;

/// <summary>
/// A span with the journal's times. It never is the current activity of anything: a request that Phoenix sends to a stack's endpoints must not carry its
/// trace in a header that was not asked for.
/// </summary>
internal sealed class Span
{
    private readonly Activity? _activity;

    private Span(Activity? activity, DateTimeOffset startedAt)
    {
        _activity = activity;
        StartedAt = startedAt;
    }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Begins the root of a run's trace. The trace's number is the run's: who has the one finds the other, and a resumed run goes on with its trace.</summary>
    public static Span Root(string name, Guid run, DateTimeOffset at, params ReadOnlySpan<(string Name, object? Value)> tags) =>
        Begin(name, new ActivityContext(ActivityTraceId.CreateFromString(run.ToString("N")), default, ActivityTraceFlags.Recorded), at, tags);

    /// <summary>Begins a part of this one.</summary>
    public Span Child(string name, DateTimeOffset at, params ReadOnlySpan<(string Name, object? Value)> tags) =>
        _activity is null ? new Span(null, at) : Begin(name, _activity.Context, at, tags);

    /// <summary>Sets an attribute; null leaves it out.</summary>
    public void Set(string name, object? value) => _activity?.SetTag(name, value);

    /// <summary>Something that happened at one moment of it.</summary>
    public void Tell(string name, DateTimeOffset at, params ReadOnlySpan<(string Name, object? Value)> tags) =>
        _activity?.AddEvent(new ActivityEvent(name, at, [.. Pairs(tags)]));

    /// <summary>Ends it as a step or layer ended, after the time that is on record.</summary>
    public void End(StepState state, string? reason, string? code, double seconds)
    {
        Set(Tag.State, state.ToString());
        Set(Tag.Reason, reason);
        if (state is StepState.Failed or StepState.Cancelled)
        {
            Fail(code ?? (state == StepState.Cancelled ? "interrupted" : "unexpected"), reason);
        }

        End(StartedAt.AddSeconds(seconds));
    }

    /// <summary>Marks it as an error.</summary>
    /// <param name="code">A code of errors.md.</param>
    /// <param name="reason">The reason, as in the journal.</param>
    public void Fail(string code, string? reason)
    {
        Set(Tag.ErrorType, code);
        _activity?.SetStatus(ActivityStatusCode.Error, reason ?? code);
    }

    /// <summary>Ends it.</summary>
    public void End(DateTimeOffset at)
    {
        if (_activity is not null)
        {
            Activity? current = Activity.Current;
            _activity.SetEndTime(at.UtcDateTime);
            _activity.Stop();
            Activity.Current = current;
        }
    }

    private static Span Begin(string name, ActivityContext parent, DateTimeOffset at, ReadOnlySpan<(string Name, object? Value)> tags)
    {
        Activity? current = Activity.Current;
        Activity? activity = PhoenixTelemetry.Source.StartActivity(name, ActivityKind.Internal, parent, Pairs(tags), links: null, at);
        Activity.Current = current;
        return new Span(activity, at);
    }

    private static List<KeyValuePair<string, object?>> Pairs(ReadOnlySpan<(string Name, object? Value)> tags)
    {
        List<KeyValuePair<string, object?>> pairs = [];
        foreach ((string name, object? value) in tags)
        {
            pairs.Add(new KeyValuePair<string, object?>(name, value));
        }

        return pairs;
    }
}
