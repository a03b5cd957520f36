namespace Phoenix.Verification;

/// <summary>One check of a run's record.</summary>
/// <param name="Name">Its stable name, one of <see cref="CheckName"/>.</param>
/// <param name="State">How it ended.</param>
/// <param name="Detail">What was compared and seen, or why it was not.</param>
public sealed record RecordCheck(string Name, CheckState State, string Detail)
{
    internal static RecordCheck Passed(string name, string detail) => new(name, CheckState.Passed, detail);

    internal static RecordCheck Failed(string name, string detail) => new(name, CheckState.Failed, detail);

    internal static RecordCheck NotChecked(string name, string detail) => new(name, CheckState.NotChecked, detail);
}
