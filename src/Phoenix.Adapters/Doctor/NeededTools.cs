using Phoenix.Stacks;

namespace Phoenix.Adapters.Doctor;

/// <summary>The programs that a stack calls. What a program of the owner calls in turn is not known.</summary>
internal static class NeededTools
{
    /// <summary>Each program once for each folder, in the order of the layers.</summary>
    public static IReadOnlyList<NeededTool> Of(StackDefinition stack) =>
        [.. stack.Layers.SelectMany(l => Of(l, stack.Directory)).DistinctBy(t => (t.Program, t.Program.Contains('/', StringComparison.Ordinal) ? t.Directory : ""))];

    private static IEnumerable<NeededTool> Of(LayerDefinition layer, string folder)
    {
        string who = $"layer {layer.Name}";
        IEnumerable<NeededTool> own = layer.Driver switch
        {
            DriverDefinition.Command c => First(c.Directory, who, c.Up, c.Wipe, c.Exists, c.Outputs),
            DriverDefinition.Terraform t => [new NeededTool(t.Binary, t.Directory, who)],
            DriverDefinition.Terragrunt t => [new NeededTool(t.Binary, t.Directory, who)],
            DriverDefinition.PostgresCluster => [new NeededTool("pgbackrest", folder, who)],
            _ => [],
        };
        return own.Concat(layer.Gates.SelectMany(gate => gate switch
        {
            GateDefinition.Command c => First(c.Directory, $"a gate of {who}", c.Arguments),
            GateDefinition.Talos => [new NeededTool("talosctl", folder, $"a gate of {who}")],
            _ => [],
        }));
    }

    // A program that an output of another layer names is not known before that layer is up.
    private static IEnumerable<NeededTool> First(string directory, string who, params IReadOnlyList<ValueTemplate>?[] calls) =>
        calls.OfType<IReadOnlyList<ValueTemplate>>().Where(c => c[0].References.Count == 0).Select(c => new NeededTool(c[0].Text, directory, who));
}
