namespace Phoenix.Checks;

/// <summary>One question of a check: a pure function of what was looked at.</summary>
public interface ICheckRule
{
    /// <summary>Its stable name.</summary>
    string Name { get; }

    /// <summary>Judges. What it cannot see it may simply throw on: that is "could not tell".</summary>
    IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence);
}
