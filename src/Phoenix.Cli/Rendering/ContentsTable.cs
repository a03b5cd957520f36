using System.Text.Json;
using Phoenix.Plans;

namespace Phoenix.Cli.Rendering;

/// <summary>Prints what a wipe would destroy, in the order in which it would.</summary>
internal static class ContentsTable
{
    public static void Write(string stack, IReadOnlyList<LayerFindings> layers, OutputFormat format, TextWriter output)
    {
        if (format == OutputFormat.Json)
        {
            output.WriteLine(JsonSerializer.Serialize(new { stack, layers = layers.Select(Json) }));
            return;
        }

        output.WriteLine($"a wipe of stack '{stack}' would destroy, in this order:");
        foreach (LayerFindings layer in layers)
        {
            Write(layer, output);
        }
    }

    /// <summary>One layer as lines for people.</summary>
    public static void Write(LayerFindings layer, TextWriter output)
    {
        output.WriteLine(Wording.Plain($"  layer {layer.Layer}: {State(layer)}"));
        foreach (Stacks.StackObject o in layer.Objects ?? [])
        {
            output.WriteLine(Wording.Plain($"    {o}"));
        }
    }

    /// <summary>One layer as part of a JSON document.</summary>
    public static object Json(LayerFindings layer) => new
    {
        name = layer.Layer,
        exists = layer.Exists,
        objects = layer.Objects?.Select(o => new { kind = o.Kind, identity = o.Identity, name = o.Name }),
        trouble = layer.Trouble,
    };

    private static string State(LayerFindings layer) => layer switch
    {
        { Trouble: string trouble } => $"cannot be looked at: {trouble}",
        { Exists: true } => "is there",
        { Exists: false } => "is not there",
        _ => "cannot be looked for (no 'exists')",
    };
}
