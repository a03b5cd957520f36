namespace Phoenix.Kubernetes.Waiting;

/// <summary>How far an object is.</summary>
public enum ObjectState
{
    /// <summary>What was asked for is not reached yet.</summary>
    InProgress,

    /// <summary>What was asked for is there.</summary>
    Current,

    /// <summary>It will not get there by itself.</summary>
    Failed,

    /// <summary>Its deletion was asked for.</summary>
    Terminating,
}
