namespace Phoenix.Journal;

/// <summary>Names in <see cref="JournalEvent.RunStarted.Settings"/> that evidence reads; a drill may add others.</summary>
public static class SettingName
{
    /// <summary>Full path of the stack file; empty or absent for the embedded lab.</summary>
    public const string StackFile = "stackFile";

    /// <summary><c>quiesced</c> or <c>instant</c>.</summary>
    public const string WipeAt = "wipeAt";

    /// <summary><c>none</c>, or how WAL leaves the stack while it is written: <c>asynchronous</c>, <c>synchronous</c>.</summary>
    public const string Stream = "stream";

    /// <summary>The recovery target as it was asked for.</summary>
    public const string Target = "target";

    /// <summary>The planted fault; absent for none.</summary>
    public const string Sabotage = "sabotage";

    /// <summary>Number of cycles asked for.</summary>
    public const string Cycles = "cycles";

    /// <summary>Number of writers.</summary>
    public const string Writers = "writers";

    /// <summary>Where the moments of instant wipes are drawn from; absent for planned ones.</summary>
    public const string Seed = "seed";

    /// <summary>How long the writers write in each cycle, in seconds.</summary>
    public const string LoadSeconds = "loadSeconds";

    /// <summary>Fewest acknowledged writes for a verdict that is not vacuous.</summary>
    public const string MinimumAcknowledged = "minimumAcknowledged";

    /// <summary>RTO in seconds; absent for none.</summary>
    public const string RtoSeconds = "rtoSeconds";

    /// <summary>RPO: <c>report</c>, <c>0</c>, seconds such as <c>60s</c>, or bytes such as <c>1048576B</c>.</summary>
    public const string Rpo = "rpo";
}
