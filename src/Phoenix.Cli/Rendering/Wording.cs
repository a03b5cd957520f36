using System.Globalization;
using Phoenix.Proof;
using Spectre.Console;

namespace Phoenix.Cli.Rendering;

/// <summary>How values are spelled for people, the same in every table.</summary>
internal static class Wording
{
    public static string Seconds(double? seconds) =>
        seconds is double s ? string.Create(CultureInfo.InvariantCulture, $"{s:0.0##} s") : "unknown";

    /// <summary>A stretch of time at a glance: <c>8.2s</c>, <c>2m10s</c>, <c>3m</c>, <c>1h02m</c>.</summary>
    public static string Span(double seconds)
    {
        // Rounded before it is taken apart: 59.96 s is a minute.
        if (Math.Round(seconds, 1) < 60)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Math.Max(seconds, 0):0.#}s");
        }

        long whole = (long)Math.Round(seconds);
        (long minutes, long rest) = (whole / 60, whole % 60);
        return minutes >= 60 ? string.Create(CultureInfo.InvariantCulture, $"{minutes / 60}h{minutes % 60:00}m")
            : rest == 0 ? string.Create(CultureInfo.InvariantCulture, $"{minutes}m")
            : string.Create(CultureInfo.InvariantCulture, $"{minutes}m{rest:00}s");
    }

    public static string Count(long? count) => count?.ToString("#,0", CultureInfo.InvariantCulture) ?? "unknown";

    /// <summary>One line without control characters: what a tool printed must not move the cursor of whoever reads it.</summary>
    public static string Plain(string? text) =>
        string.Concat((text ?? "").Select(c => char.IsControl(c) ? ' ' : c));

    public static Text Cell(string? text, Style? style = null) => new(Plain(text), style);

    public static Style Style(Verdict verdict) => verdict switch
    {
        Verdict.Proven => new Style(Color.Green),
        Verdict.Refuted => new Style(Color.Red),
        _ => new Style(Color.Yellow),
    };
}
