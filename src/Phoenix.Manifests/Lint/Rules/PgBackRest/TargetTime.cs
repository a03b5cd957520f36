using System.Globalization;
using System.Text.RegularExpressions;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>The time of a recovery target, as pgBackRest demands it: <c>YYYY-MM-DD HH:MM:SS</c>, with an optional fraction and an optional offset.</summary>
internal static partial class TargetTime
{
    /// <summary>Whether it has the form.</summary>
    public static bool IsFormed(string text) => Form().Match(text) is { Success: true } m && IsDate(m);

    /// <summary>Whether it says to which zone it belongs.</summary>
    public static bool HasOffset(string text) => Form().Match(text).Groups["offset"].Success;

    /// <summary>The same moment in the form that is demanded, of a time as ISO 8601 writes it with its offset; null when that is not certain.</summary>
    public static string? OfIso(string text)
    {
        Match m = Iso().Match(text);
        return m.Success && IsDate(m) ? $"{m.Groups["date"].Value} {m.Groups["time"].Value}{(m.Groups["offset"].Value is "Z" or "z" ? "+00" : m.Groups["offset"].Value)}" : null;
    }

    private static bool IsDate(Match m) =>
        DateTime.TryParseExact($"{m.Groups["date"].Value} {m.Groups["time"].Value[..8]}", "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    [GeneratedRegex(@"\A(?<date>\d{4}-\d{2}-\d{2}) (?<time>\d{2}:\d{2}:\d{2}(\.\d{1,6})?)(?<offset>[+-]\d{2}(:?\d{2})?)?\z")]
    private static partial Regex Form();

    [GeneratedRegex(@"\A(?<date>\d{4}-\d{2}-\d{2})[Tt ](?<time>\d{2}:\d{2}:\d{2}(\.\d{1,6})?) ?(?<offset>[Zz]|[+-]\d{2}(:?\d{2})?)\z")]
    private static partial Regex Iso();
}
