using System.Globalization;
using Phoenix.Proof;
using Spectre.Console;

namespace Phoenix.Cli.Rendering;

/// <summary>How values are spelled for people, the same in every table.</summary>
internal static class Wording
{
    public static string Seconds(double? seconds) =>
        seconds is double s ? string.Create(CultureInfo.InvariantCulture, $"{s:0.0##} s") : "unknown";

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
