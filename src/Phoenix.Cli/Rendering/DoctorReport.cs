using Phoenix.Adapters.Doctor;

namespace Phoenix.Cli.Rendering;

/// <summary>What a report of <c>phoenix doctor</c> holds.</summary>
/// <param name="Phoenix">Version of Phoenix.</param>
/// <param name="At">When it was made.</param>
/// <param name="Probed">Whether each layer was asked whether it is there.</param>
/// <param name="Layers">The stack's layers by form, without what they hold.</param>
/// <param name="Findings">What was seen.</param>
internal sealed record DoctorReport(string Phoenix, DateTimeOffset At, bool Probed, IReadOnlyList<DoctorLayer> Layers, IReadOnlyList<DoctorFinding> Findings);
