using System.Text.Json;

namespace Phoenix.Cli.Rendering;

/// <summary>Prints variables as shell lines or as one JSON object.</summary>
public static class EnvironmentRendering
{
    /// <summary>Prints them.</summary>
    public static void Write(TextWriter output, IReadOnlyList<KeyValuePair<string, string>> variables, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            output.WriteLine(JsonSerializer.Serialize(variables.ToDictionary()));
            return;
        }

        foreach ((string name, string value) in variables)
        {
            output.WriteLine($"export {name}='{value.Replace("'", "'\\''", StringComparison.Ordinal)}'");
        }
    }
}
