namespace Phoenix.Stacks;

/// <summary>Which layers' outputs a stack refers to.</summary>
public static class TemplateReferences
{
    /// <summary>The layers that are referred to, each once.</summary>
    public static IEnumerable<string> Of(StackDefinition stack) => stack.Layers.SelectMany(Of).Concat(Of(stack.Cluster)).Distinct();

    /// <summary>The layers that one layer refers to, each once.</summary>
    public static IEnumerable<string> Of(LayerDefinition layer) =>
        Of(layer.Driver).Concat(layer.Gates.SelectMany(Of)).SelectMany(t => t.References).Select(r => r.Layer).Distinct();

    /// <summary>The layers that reaching a cluster refers to, each once.</summary>
    public static IEnumerable<string> Of(ClusterDefinition? cluster) => (cluster?.Templates ?? []).SelectMany(t => t.References).Select(r => r.Layer).Distinct();

    private static IEnumerable<ValueTemplate> Of(DriverDefinition driver) => driver switch
    {
        DriverDefinition.Command d => [.. d.Up, .. d.Wipe ?? [], .. d.Exists ?? [], .. d.Outputs ?? [], .. d.Environment.Values],
        DriverDefinition.Terraform d => d.Variables.Values.Concat(d.Environment.Values),
        DriverDefinition.Terragrunt d => d.Environment.Values,
        _ => [],
    };

    private static IEnumerable<ValueTemplate> Of(GateDefinition gate) => gate switch
    {
        GateDefinition.Tcp g => [g.Address],
        GateDefinition.Http g => [g.Url],
        GateDefinition.Command g => [.. g.Arguments, .. g.Environment.Values],
        GateDefinition.FileThere g => [g.Path],
        GateDefinition.Talos g => [g.TalosConfig, .. g.Nodes],
        _ => [],
    };
}
