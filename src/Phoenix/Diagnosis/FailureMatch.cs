namespace Phoenix.Diagnosis;

/// <summary>A failure, or a sign, in a line.</summary>
/// <param name="Text">The entry.</param>
/// <param name="Number">Its number in the catalogue.</param>
/// <param name="Reading">In which reading of the line it was found.</param>
/// <param name="Index">Where in it the failure begins.</param>
internal readonly record struct FailureMatch(KnownText Text, int Number, int Reading, int Index);
