namespace Phoenix.Castle;

/// <summary>One call of a program that stands in.</summary>
/// <param name="Program">The name it was called by.</param>
/// <param name="Directory">Where it was called.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">Its environment.</param>
internal sealed record StandInCall(string Program, string Directory, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>The arguments with spaces, to be compared.</summary>
    public string Line => string.Join(' ', Arguments);
}
