namespace Phoenix.Diagnosis;

/// <summary>Lines of one form that say of themselves that something failed, and that the catalogue does not know.</summary>
/// <param name="Count">How many.</param>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
/// <param name="Quote">The first of them, without secrets, at most 300 characters.</param>
public sealed record UnknownError(long Count, LinePlace First, LinePlace Last, string Quote);
