namespace Phoenix.Drills;

/// <summary>Where in a cycle a sabotage may act: always between gate and verdict.</summary>
public enum SabotagePoint
{
    /// <summary>The gate has passed; the old stack still runs.</summary>
    AfterGate,

    /// <summary>The stack is gone and the archive was scanned; nothing has been raised.</summary>
    BeforeRestore,

    /// <summary>The reborn server is up with archiving held; nothing has been compared.</summary>
    BeforeProof,

    /// <summary>The cycle is over, whatever its end: take back what is not part of the damage.</summary>
    AfterCycle,
}
