using System.Globalization;
using System.Text.Json;

namespace Phoenix.Adapters.Terragrunt;

/// <summary>Reads the report of a run of several units: which took how long.</summary>
internal static class TerragruntReport
{
    /// <summary>One line for each unit, the longest first; null when the report is not in the form that is known.</summary>
    internal static IReadOnlyList<string>? Lines(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return [.. document.RootElement.EnumerateArray().Select(Unit).OrderByDescending(u => u.Seconds).Select(u => u.Line)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            return null; // Times only: nothing is decided by them.
        }
    }

    private static (double Seconds, string Line) Unit(JsonElement unit)
    {
        double seconds = (Member(unit, "Ended").GetDateTimeOffset() - Member(unit, "Started").GetDateTimeOffset()).TotalSeconds;
        return (seconds, string.Create(CultureInfo.InvariantCulture, $"unit {Member(unit, "Name").GetString()}: {Member(unit, "Result").GetString()} after {seconds:0.0} s"));
    }

    // Both "Name" and "name" were written by released versions.
    private static JsonElement Member(JsonElement unit, string name) =>
        unit.EnumerateObject().FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase)) is { Value.ValueKind: not JsonValueKind.Undefined } member
            ? member.Value
            : throw new KeyNotFoundException(name);
}
