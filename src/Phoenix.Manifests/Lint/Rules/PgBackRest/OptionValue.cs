using System.Globalization;
using System.Text.RegularExpressions;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>Whether a value has the form that its option demands.</summary>
internal static partial class OptionValue
{
    private static readonly string[] Yes = ["yes", "true", "on", "1", "y"];
    private static readonly string[] No = ["no", "false", "off", "0", "n"];

    /// <summary>What is wrong with a value, and what was surely meant; null when nothing is wrong. Paths are looked at elsewhere.</summary>
    public static (string What, string? Meant)? Fault(PgBackRestOption option, string value) => option.Type switch
    {
        _ when value.Length == 0 => ("it has no value", null),
        OptionType.Boolean when value is not ("y" or "n") => ($"'{value}' is neither y nor n", MeantFlag(value)),
        OptionType.Integer => Number(option, value),
        OptionType.Size when !Size().IsMatch(value) => ($"'{value}' is no size: write a whole number with an optional unit of B, KiB, MiB, GiB, TiB, PiB", null),
        OptionType.Time when !Time().IsMatch(value) => ($"'{value}' is no time: write seconds", null),
        OptionType.Choice when !option.Words.Contains(value) => Choice(option, value),
        OptionType.Hash when !value.Contains('=', StringComparison.Ordinal) => ($"'{value}' is no key=value", null),
        _ => null,
    };

    private static string? MeantFlag(string value) =>
        Yes.Contains(value, StringComparer.OrdinalIgnoreCase) ? "y" : No.Contains(value, StringComparer.OrdinalIgnoreCase) ? "n" : null;

    private static (string What, string? Meant)? Number(PgBackRestOption option, string value)
    {
        if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
        {
            return ($"'{value}' is no whole number", null);
        }

        return number < option.Least || number > option.Most ? (string.Create(CultureInfo.InvariantCulture, $"{number} is not between {option.Least} and {option.Most}"), null) : null;
    }

    private static (string What, string? Meant)? Choice(PgBackRestOption option, string value)
    {
        string? near = option.Words.FirstOrDefault(w => w.Equals(value, StringComparison.OrdinalIgnoreCase));
        string hint = (near ?? NearestName.Of(value, option.Words)) is string word ? $"; did you mean '{word}'?" : "";
        return ($"'{value}' is none of {string.Join(", ", option.Words)}{hint}", near);
    }

    [GeneratedRegex(@"\A[0-9]+(kib|kb|k|mib|mb|m|gib|gb|g|tib|tb|t|pib|pb|p|b)?\z", RegexOptions.IgnoreCase)]
    private static partial Regex Size();

    [GeneratedRegex(@"\A[0-9]+(\.[0-9]+)?(ms|s|m|h|d|w)?\z", RegexOptions.IgnoreCase)]
    private static partial Regex Time();
}
