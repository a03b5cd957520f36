namespace Phoenix.Diagnosis;

/// <summary>A line of what was read.</summary>
/// <param name="Source">Name of the input.</param>
/// <param name="Line">Number of the line in it, from 1.</param>
public readonly record struct LinePlace(string Source, long Line);
