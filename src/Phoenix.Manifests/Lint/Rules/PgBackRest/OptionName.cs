using System.Globalization;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>An option's name as somebody wrote it, read as pgBackRest reads it.</summary>
internal sealed record OptionName
{
    /// <summary>As it is written, without leading dashes.</summary>
    public required string Written { get; init; }

    /// <summary>Without <c>no-</c>, <c>reset-</c> and the number: <c>repo-path</c>.</summary>
    public required string Base { get; init; }

    /// <summary>The number of the repository or server; null for none.</summary>
    public int? Index { get; init; }

    /// <summary>Whether it begins with <c>no-</c>.</summary>
    public bool IsNegated { get; init; }

    /// <summary>Whether it begins with <c>reset-</c>.</summary>
    public bool IsReset { get; init; }

    /// <summary>The option; null when there is none of that name.</summary>
    public PgBackRestOption? Option { get; init; }

    /// <summary>Whether the option needs a number and has none: an error, not a warning.</summary>
    public bool LacksIndex { get; init; }

    /// <summary>Whether it has a number and may have none: an error, not a warning.</summary>
    public bool HasNeedlessIndex { get; init; }

    /// <summary>Today's name with its number: by it two settings of the same thing are recognised, whatever name each has. Null when there is no such option.</summary>
    public string? Key => Option is null || LacksIndex || HasNeedlessIndex ? null : Option.Indexed(Index ?? 1);

    /// <summary>Reads a name.</summary>
    public static OptionName Parse(string written)
    {
        bool negated = written.StartsWith("no-", StringComparison.Ordinal);
        bool reset = written.StartsWith("reset-", StringComparison.Ordinal);
        string name = written[(negated ? 3 : reset ? 6 : 0)..];
        int? index = null;
        int dash = name.IndexOf('-', StringComparison.Ordinal);
        int digits = dash;
        while (digits > 0 && char.IsAsciiDigit(name[digits - 1]))
        {
            digits--;
        }

        if (dash > 0 && digits > 0 && digits < dash && int.TryParse(name.AsSpan(digits, dash - digits), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            index = number;
            name = name[..digits] + name[dash..];
        }

        PgBackRestOption? option = PgBackRestOptions.Find(name);
        PgBackRestOption? old = PgBackRestOptions.FindOld(name, index is not null);
        var read = new OptionName { Written = written, Base = name, Index = index, IsNegated = negated, IsReset = reset, Option = old ?? option };
        return old is not null || option is null
            ? read
            : read with { LacksIndex = option.IsIndexed && index is null, HasNeedlessIndex = !option.IsIndexed && index is not null };
    }
}
