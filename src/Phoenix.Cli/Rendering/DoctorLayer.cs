namespace Phoenix.Cli.Rendering;

/// <summary>The form of one layer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Driver">Key of its driver.</param>
/// <param name="Wipe">Kind of its wipe; null for its driver's own.</param>
/// <param name="Gates">Kinds of its gates.</param>
/// <param name="Needs">Its needs.</param>
internal sealed record DoctorLayer(string Name, string Driver, string? Wipe, IReadOnlyList<string> Gates, IReadOnlyList<string> Needs);
