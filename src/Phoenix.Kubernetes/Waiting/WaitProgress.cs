using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Waiting;

/// <summary>How far a wait is, for who waits and who tells of it.</summary>
internal sealed class WaitProgress
{
    private readonly Lock _gate = new();
    private (KubeObject? Seen, ObjectStatus Status) _now = (null, ObjectStatus.InProgress("not looked at yet"));

    /// <summary>The object as it was seen last, and what was made of it.</summary>
    public (KubeObject? Seen, ObjectStatus Status) Now
    {
        get
        {
            lock (_gate)
            {
                return _now;
            }
        }

        set
        {
            lock (_gate)
            {
                _now = value;
            }
        }
    }
}
