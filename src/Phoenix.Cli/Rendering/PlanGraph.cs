using System.Globalization;
using Phoenix.Plans;

namespace Phoenix.Cli.Rendering;

/// <summary>A plan as a graph for other programs. Nodes are numbered: a layer may be called as a keyword there.</summary>
internal static class PlanGraph
{
    /// <summary>A flowchart of Mermaid (<c>flowchart</c>); the critical path is a class of its own.</summary>
    public static void WriteMermaid(StackPlan plan, TextWriter output)
    {
        Dictionary<string, string> ids = Ids(plan);
        output.WriteLine("flowchart TD");
        foreach (PlannedLayer layer in plan.Layers)
        {
            output.WriteLine($"    {ids[layer.Name]}[\"{layer.Name}<br/>{Label(layer)}\"]");
        }

        foreach ((string from, string to) in Edges(plan))
        {
            output.WriteLine($"    {ids[from]} --> {ids[to]}");
        }

        output.WriteLine("    classDef critical stroke-width:4px");
        output.WriteLine($"    class {string.Join(",", plan.Schedule.CriticalPath.Select(n => ids[n]))} critical");
    }

    /// <summary>A directed graph of Graphviz; the critical path is drawn thicker.</summary>
    public static void WriteDot(StackPlan plan, TextWriter output)
    {
        Dictionary<string, string> ids = Ids(plan);
        output.WriteLine($"digraph \"{plan.Stack.Name}\" {{");
        output.WriteLine("    node [shape=box];");
        foreach (PlannedLayer layer in plan.Layers)
        {
            output.WriteLine($"    {ids[layer.Name]} [label=\"{layer.Name}\\n{Label(layer)}\"{(layer.IsCritical ? ", penwidth=3" : "")}];");
        }

        foreach ((string from, string to) in Edges(plan))
        {
            output.WriteLine($"    {ids[from]} -> {ids[to]};");
        }

        output.WriteLine("}");
    }

    private static Dictionary<string, string> Ids(StackPlan plan) =>
        plan.Layers.Select((l, i) => (l.Name, Id: string.Create(CultureInfo.InvariantCulture, $"l{i}"))).ToDictionary(l => l.Name, l => l.Id);

    private static IEnumerable<(string From, string To)> Edges(StackPlan plan) => plan.Layers.SelectMany(l => l.Needs.Select(n => (n, l.Name)));

    private static string Label(PlannedLayer layer) =>
        layer.Seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $"{layer.Driver}, {s.Median:0.#} s (n={s.Count})") : layer.Driver;
}
