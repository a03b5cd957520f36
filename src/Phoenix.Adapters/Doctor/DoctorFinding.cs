namespace Phoenix.Adapters.Doctor;

/// <summary>One look of <c>phoenix doctor</c>. Never holds a secret.</summary>
/// <param name="Check">What was looked at, e.g. <c>secret TOKEN</c>.</param>
/// <param name="State">What it means.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Fix">What to do; null when it is as it must be.</param>
public sealed record DoctorFinding(string Check, FindingState State, string Detail, string? Fix = null);
