using System.Globalization;

namespace Phoenix.Checks.Rules;

/// <summary>How values are spelled in findings.</summary>
internal static class Words
{
    private const int MostNames = 5;

    public static string Age(TimeSpan age) => age switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0} days"),
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0} hours"),
        { TotalMinutes: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0} minutes"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(age.TotalSeconds, 0):0} s"),
    };

    public static string Names(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - MostNames} more") : "");

    public static string Number(ulong? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "none";
}
