using System.Globalization;
using System.Text.Json;
using Phoenix.Manifests.Import;

namespace Phoenix.Cli.Rendering;

/// <summary>What <c>phoenix init</c> made.</summary>
internal static class InitResult
{
    public static void Write(ImportedStack made, string? file, OutputFormat format, TextWriter output)
    {
        if (format == OutputFormat.Json)
        {
            output.WriteLine(JsonSerializer.Serialize(new { file, layers = made.Layers, sources = made.Sources, notes = made.Notes, text = file is null ? made.Text : null }));
        }
        else if (file is null)
        {
            output.Write(made.Text);
        }
        else
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"wrote {file}: {made.Layers} {(made.Layers == 1 ? "layer" : "layers")} from {string.Join(" and ", made.Sources)}"));
        }
    }
}
