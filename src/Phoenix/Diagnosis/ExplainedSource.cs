namespace Phoenix.Diagnosis;

/// <summary>An input that was read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Bytes">Its length in bytes; of text that was given line by line, in characters.</param>
public sealed record ExplainedSource(string Name, long Lines, long Bytes);
