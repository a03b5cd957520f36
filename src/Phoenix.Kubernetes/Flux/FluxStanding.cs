namespace Phoenix.Kubernetes.Flux;

/// <summary>How an object of Flux stands.</summary>
internal enum FluxStanding
{
    /// <summary>Applied at the present spec and the source's present revision, and healthy as far as Flux looks.</summary>
    Ready,

    /// <summary>Suspended by another part of Phoenix on purpose, or waiting for what is: not waited for.</summary>
    Held,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>No controller has looked at it yet.</summary>
    Unseen,

    /// <summary>Suspended: what its status says is old.</summary>
    Suspended,

    /// <summary>The controller gave up: nothing but a change of the spec mends it.</summary>
    Stalled,

    /// <summary>The last attempt failed; the controller tries again.</summary>
    Failing,

    /// <summary>Something that it depends on is not ready.</summary>
    Blocked,

    /// <summary>Its source is not ready, or has a newer revision than what was applied.</summary>
    Behind,

    /// <summary>It was asked to reconcile and has not answered.</summary>
    Asked,

    /// <summary>The controller is at it.</summary>
    Progressing,
}
