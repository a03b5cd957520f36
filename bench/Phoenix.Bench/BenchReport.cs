using System.Globalization;
using System.Text.Json;

namespace Phoenix.Bench;

/// <summary>Prints results for people and as JSON.</summary>
internal static class BenchReport
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    public static void Print(BenchResult result, TextWriter writer)
    {
        writer.WriteLine($"{result.Name}: {result.Definition}");
        foreach (Figure f in result.Figures)
        {
            string limit = f.Limit is double l ? string.Create(CultureInfo.InvariantCulture, $"  (limit {l:0.###}: {(f.Holds ? "holds" : "DOES NOT HOLD")})") : "";
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {f.Name,-52} {f.Value,12:0.###} {f.Unit}{limit}"));
        }
    }

    public static void Write(Machine before, Machine after, IReadOnlyList<BenchResult> results, string? file, TextWriter writer)
    {
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{before.Cores} cores, {before.Processor}, {before.MemoryMegabytes} MB, {before.System}; load average {before.Load1} before, {after.Load1} after"));
        foreach (BenchResult result in results)
        {
            Print(result, writer);
        }

        if (file is not null)
        {
            File.WriteAllText(file, JsonSerializer.Serialize(new { Before = before, After = after, Results = results }, Json) + "\n");
        }
    }
}
