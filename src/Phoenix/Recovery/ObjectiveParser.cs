using System.Globalization;
using Phoenix.Errors;

namespace Phoenix.Recovery;

/// <summary>Reads durations (<c>90s</c>, <c>12m</c>, <c>1h30m</c>) and recovery point objectives (<c>report</c>, <c>0</c>, a duration, a size).</summary>
public static class ObjectiveParser
{
    /// <summary>Reads a duration above zero.</summary>
    /// <exception cref="PhoenixException">Usage: the text is no duration.</exception>
    public static TimeSpan ParseDuration(string text) =>
        TryDuration(text) ?? throw new PhoenixException(ErrorCode.Usage, $"'{text}' is no duration", "write it as e.g. 500ms, 90s, 12m, 1h or 1h30m");

    /// <summary>Reads an RPO.</summary>
    /// <exception cref="PhoenixException">Usage: the text is none of the forms.</exception>
    public static Rpo ParseRpo(string text)
    {
        if (text == "report")
        {
            return new Rpo.Report();
        }

        if (text == "0")
        {
            return new Rpo.NoRow();
        }

        if (TryDuration(text) is TimeSpan duration)
        {
            return new Rpo.Duration(duration);
        }

        return TrySize(text) is long size
            ? new Rpo.Size(size)
            : throw new PhoenixException(ErrorCode.Usage, $"'{text}' is no recovery point objective", "write report, 0 (no row), a duration such as 30s, or a size of WAL such as 16MB");
    }

    private static TimeSpan? TryDuration(string text)
    {
        TimeSpan total = TimeSpan.Zero;
        ReadOnlySpan<char> rest = text;
        while (rest.Length > 0)
        {
            int digits = rest.IndexOfAnyExcept("0123456789.");
            if (digits < 1 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            {
                return null;
            }

            rest = rest[digits..];
            int letters = rest.IndexOfAny("0123456789.");
            ReadOnlySpan<char> unit = letters < 0 ? rest : rest[..letters];
            double seconds = unit switch { "ms" => number / 1000, "s" => number, "m" => number * 60, "h" => number * 3600, "d" => number * 86400, _ => -1 };
            if (seconds < 0 || seconds > TimeSpan.MaxValue.TotalSeconds / 4)
            {
                return null;
            }

            total += TimeSpan.FromSeconds(seconds);
            rest = rest[unit.Length..];
        }

        return total > TimeSpan.Zero ? total : null;
    }

    private static long? TrySize(string text)
    {
        int digits = text.AsSpan().IndexOfAnyExcept("0123456789");
        if (digits < 1 || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            return null;
        }

        long unit = text[digits..] switch { "B" => 1, "kB" or "KB" or "KiB" => 1L << 10, "MB" or "MiB" => 1L << 20, "GB" or "GiB" => 1L << 30, _ => 0 };
        return unit > 0 && number > 0 && number <= long.MaxValue / unit ? number * unit : null;
    }
}
