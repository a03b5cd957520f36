namespace Phoenix.Drills;

/// <summary>Where a sabotage may act: between gate and verdict, or on the record of a run that has ended.</summary>
public enum SabotagePoint
{
    /// <summary>The gate has passed; the old stack still runs.</summary>
    AfterGate,

    /// <summary>The stack is cut off and gone; the repository has not been listed again.</summary>
    AfterWipe,

    /// <summary>The stack is gone and the archive was scanned; nothing has been raised.</summary>
    BeforeRestore,

    /// <summary>The reborn server is up with archiving held; nothing has been compared.</summary>
    BeforeProof,

    /// <summary>The cycle is over, whatever its end: take back what is not part of the damage.</summary>
    AfterCycle,

    /// <summary>The run has ended and its verdicts are in the journal; no evidence was written.</summary>
    BeforeSeal,

    /// <summary>The evidence was written; it has not been read again.</summary>
    AfterSeal,
}
