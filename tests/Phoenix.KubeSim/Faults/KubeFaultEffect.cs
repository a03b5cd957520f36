namespace Phoenix.KubeSim.Faults;

/// <summary>What a request meets.</summary>
public enum KubeFaultEffect
{
    /// <summary>An error in place of the answer; nothing is done.</summary>
    Answer,

    /// <summary>The connection breaks; nothing is done.</summary>
    Drop,

    /// <summary>What was asked is done, and the connection breaks before the answer.</summary>
    DropAnswer,

    /// <summary>No answer, for as long as the client waits.</summary>
    Hang,

    /// <summary>The answer comes late.</summary>
    Delay,
}
