using System.Globalization;
using Phoenix.Execution;
using Phoenix.Proof;

namespace Phoenix.Cli.Rendering.Html;

/// <summary>How values are spelled in the page.</summary>
internal static class Figure
{
    /// <summary>A share of a whole in CSS: <c>12.34%</c>.</summary>
    public static string Percent(double part, double whole) =>
        string.Create(CultureInfo.InvariantCulture, $"{(whole > 0 ? Math.Clamp(part / whole, 0, 1) * 100 : 0):0.###}%");

    /// <summary>A number in SVG.</summary>
    public static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    public static string Count(int count, string singular, string plural) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? singular : plural)}");

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string Known<T>(T? value)
        where T : struct => value is T known ? string.Create(CultureInfo.InvariantCulture, $"{known}") : "unknown";

    public static string Class(Verdict verdict) => verdict switch { Verdict.Proven => "proven", Verdict.Refuted => "refuted", _ => "inconclusive" };

    public static string Class(StepState state) => state switch { StepState.Succeeded => "ok", StepState.Failed => "refuted", _ => "inconclusive" };

    /// <summary>How it ended, for anything but plain success.</summary>
    public static string? Ended(StepState state, string? reason) => state == StepState.Succeeded ? null : state + (reason is null ? "" : $": {reason}");
}
