using System.Text.Json;

namespace Phoenix.Cli.Rendering;

/// <summary>Prints what a wipe would destroy, in the order in which it would.</summary>
internal static class ContentsTable
{
    public static void Write(string stack, IReadOnlyList<LayerContents> layers, OutputFormat format, TextWriter output)
    {
        if (format == OutputFormat.Json)
        {
            output.WriteLine(JsonSerializer.Serialize(new
            {
                stack,
                layers = layers.Select(l => new { name = l.Layer, exists = l.Exists, objects = l.Objects?.Select(o => new { kind = o.Kind, identity = o.Identity, name = o.Name }) }),
            }));
            return;
        }

        output.WriteLine($"a wipe of stack '{stack}' would destroy, in this order:");
        foreach (LayerContents layer in layers)
        {
            string state = layer.Exists switch { true => "is there", false => "is not there", null => "cannot be looked for (no 'exists')" };
            output.WriteLine(Wording.Plain($"  layer {layer.Layer}: {state}"));
            foreach (Stacks.StackObject o in layer.Objects ?? [])
            {
                output.WriteLine(Wording.Plain($"    {o}"));
            }
        }
    }
}
