namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>One option of pgBackRest.</summary>
/// <param name="Name">Its name, without an index: <c>repo-path</c>.</param>
/// <param name="Section">Where it may stand.</param>
/// <param name="Type">The form of its value.</param>
/// <param name="Words">The allowed words of a choice; empty for none or for any.</param>
/// <param name="Least">The least number; null for no bound, and for sizes and times, whose bounds are wide.</param>
/// <param name="Most">The greatest number; null for no bound.</param>
/// <param name="Commands">The commands that take it; empty for nearly all.</param>
internal sealed record PgBackRestOption(string Name, OptionSection Section, OptionType Type, IReadOnlyList<string> Words, long? Least, long? Most, IReadOnlyList<string> Commands)
{
    /// <summary>Whether it belongs to one repository or one server, and carries its number: <c>repo1-path</c>, <c>pg2-host</c>.</summary>
    public bool IsIndexed => Name != "pg-version-force" && (Name.StartsWith("repo-", StringComparison.Ordinal) || Name.StartsWith("pg-", StringComparison.Ordinal));

    /// <summary>Whether it may be given more than once.</summary>
    public bool IsMany => Type is OptionType.List or OptionType.Hash;

    /// <summary>Whether a command takes it.</summary>
    public bool IsFor(string command) => Commands.Count == 0 || Commands.Contains(command);

    /// <summary>The name as it is written: with the number of its repository or server.</summary>
    public string Indexed(int index) => !IsIndexed ? Name : Name.StartsWith("repo-", StringComparison.Ordinal) ? $"repo{index}-{Name[5..]}" : $"pg{index}-{Name[3..]}";
}
