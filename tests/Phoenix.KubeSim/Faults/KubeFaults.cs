using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Phoenix.KubeSim.Faults;

/// <summary>Faults of a simulated cluster, planted while it runs.</summary>
public sealed class KubeFaults
{
    private readonly Lock _gate = new();
    private readonly List<(KubeFault Fault, int Left)> _rules = [];
    private readonly ConcurrentDictionary<ConnectionContext, bool> _connections = new();
    private readonly ConcurrentDictionary<HttpContext, bool> _watches = new();
    private readonly TimeProvider _time;
    private TimeSpan? _watchLife;
    private DateTimeOffset _awayUntil = DateTimeOffset.MinValue;

    internal KubeFaults(TimeProvider time) => _time = time;

    /// <summary>How many requests met a planted fault.</summary>
    public int Met { get; private set; }

    /// <summary>Whether the server is away now.</summary>
    public bool IsAway
    {
        get
        {
            lock (_gate)
            {
                return _time.GetUtcNow() < _awayUntil;
            }
        }
    }

    /// <summary>Plants a rule. Rules are tried in the order in which they were planted.</summary>
    public void Plant(KubeFault fault)
    {
        lock (_gate)
        {
            _rules.Add((fault, fault.Times ?? int.MaxValue));
        }
    }

    /// <summary>Lifts all rules, brings the server back, and lets watches live.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
            _watchLife = null;
            _awayUntil = DateTimeOffset.MinValue;
        }
    }

    /// <summary>Every connection is broken, and new ones too, for a time or until <see cref="ComeBack"/>.</summary>
    public void GoAway(TimeSpan? span = null)
    {
        lock (_gate)
        {
            _awayUntil = span is { } time ? _time.GetUtcNow() + time : DateTimeOffset.MaxValue;
        }

        foreach (ConnectionContext connection in _connections.Keys)
        {
            connection.Abort();
        }
    }

    /// <summary>The server is there again.</summary>
    public void ComeBack()
    {
        lock (_gate)
        {
            _awayUntil = DateTimeOffset.MinValue;
        }
    }

    /// <summary>Each watch is cut when it has lived for so long; null lets them live.</summary>
    public void CutWatchesAfter(TimeSpan? life)
    {
        lock (_gate)
        {
            _watchLife = life;
        }

        CutWatches();
    }

    /// <summary>Cuts the watches that are open now.</summary>
    public void CutWatches()
    {
        foreach (HttpContext watch in _watches.Keys)
        {
            watch.Abort();
        }
    }

    /// <summary>A storm of 429, for the given number of requests (null: until cleared).</summary>
    public void TooManyRequests(int? times, int retryAfterSeconds = 1) => Plant(new KubeFault
    {
        Times = times, Effect = KubeFaultEffect.Answer, Code = 429, Reason = "TooManyRequests", Message = "too many requests, please try again later", RetryAfterSeconds = retryAfterSeconds,
    });

    /// <summary>Writes of a verb fail with a conflict, as if another was faster.</summary>
    public void Conflict(string verb, int? times, string? resource = null) => Plant(new KubeFault
    {
        Verb = verb, Resource = resource, Times = times, Effect = KubeFaultEffect.Answer, Code = 409, Reason = "Conflict",
        Message = "Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest version and try again",
    });

    /// <summary>What is asked of a type is forbidden, as by RBAC.</summary>
    public void Forbid(string? verb, string? resource) => Plant(new KubeFault
    {
        Verb = verb, Resource = resource, Effect = KubeFaultEffect.Answer, Code = 403, Reason = "Forbidden", Message = "",
    });

    internal KubeFault? Take(string verb, string? resource, string? space, string? name)
    {
        lock (_gate)
        {
            int place = _rules.FindIndex(rule => Matches(rule.Fault, verb, resource, space, name));
            if (place < 0)
            {
                return null;
            }

            (KubeFault fault, int left) = _rules[place];
            if (left == 1)
            {
                _rules.RemoveAt(place);
            }
            else if (left != int.MaxValue)
            {
                _rules[place] = (fault, left - 1);
            }

            Met++;
            return fault;
        }
    }

    /// <summary>Lets a connection live only while the server is not away.</summary>
    internal async Task ConnectAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (IsAway)
        {
            connection.Abort();
            return;
        }

        _connections[connection] = true;
        try
        {
            await next(connection);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }

    /// <summary>Cuts a watch when its time is over, and whenever watches are cut.</summary>
    internal IDisposable Cut(HttpContext context)
    {
        _watches[context] = true;
        TimeSpan? life;
        lock (_gate)
        {
            life = _watchLife;
        }

        ITimer? timer = life is { } span ? _time.CreateTimer(_ => context.Abort(), null, span, Timeout.InfiniteTimeSpan) : null;
        return new Watching(this, context, timer);
    }

    private static bool Matches(KubeFault fault, string verb, string? resource, string? space, string? name) =>
        (fault.Verb is null || fault.Verb == verb || (fault.Verb == "write" && verb is "create" or "update" or "patch" or "apply" or "delete" or "deletecollection"))
        && (fault.Resource is null || fault.Resource == resource)
        && (fault.Namespace is null || fault.Namespace == space)
        && (fault.Name is null || fault.Name == name);

    private sealed class Watching(KubeFaults faults, HttpContext context, ITimer? timer) : IDisposable
    {
        public void Dispose()
        {
            timer?.Dispose();
            faults._watches.TryRemove(context, out _);
        }
    }
}
