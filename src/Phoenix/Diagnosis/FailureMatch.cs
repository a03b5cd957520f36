namespace Phoenix.Diagnosis;

/// <summary>A failure in a line.</summary>
/// <param name="Failure">The entry.</param>
/// <param name="Text">The line as it was understood.</param>
/// <param name="Index">Where in it the failure begins.</param>
internal readonly record struct FailureMatch(KnownFailure Failure, string Text, int Index);
