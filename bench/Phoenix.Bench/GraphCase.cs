using System.Globalization;
using System.Text;

namespace Phoenix.Bench;

/// <summary>A graph of layers that only take time, as a stack file, as a Makefile and as a script that does one after the other.</summary>
/// <param name="Name">What it is called in figures.</param>
/// <param name="Parallelism">How many layers, or make's jobs, run at once.</param>
/// <param name="Layers">The layers, each after what it needs.</param>
internal sealed record GraphCase(string Name, int Parallelism, IReadOnlyList<GraphLayer> Layers)
{
    /// <summary>The longest way through the graph, in seconds: no runner can be faster.</summary>
    public double CriticalSeconds => Along(l => l.Seconds);

    /// <summary>How many layers lie on the way with the most of them.</summary>
    public int Levels => (int)Along(_ => 1);

    /// <summary>All layers one after the other, in seconds.</summary>
    public double SumSeconds => Layers.Sum(l => l.Seconds);

    /// <summary>
    /// Levels of equal width; each layer needs two of the level before, and sleeps up to three seconds, by a rule that no run changes.
    /// </summary>
    public static GraphCase Sleeping(int levels, int width) =>
        new("sleeping", width, Leveled(levels, width, (level, place) => 1 + (0.25 * (((level * 5) + (place * 3)) % 9))));

    /// <summary>The same with nothing to do in a layer.</summary>
    public static GraphCase NoOps(int levels, int width) => new("no-ops", 8, Leveled(levels, width, (_, _) => 0));

    /// <summary>
    /// The rebirth that Phoenix was made for, as its owner measured it, on a clock that runs 60 times as fast: secrets 33 s, platform 3m48s, engine and networking 2m51s,
    /// GitOps and storage 2m25s, restore 2m00s. He timed two of them in pairs; a pair is divided in halves here.
    /// </summary>
    public static GraphCase Rebirth()
    {
        const double Scale = 60;
        const double EngineAndNetworking = 171 / Scale;
        const double GitOpsAndStorage = 145 / Scale;
        return new GraphCase("rebirth 1:60", 4,
        [
            new("secrets", [], 33 / Scale), new("platform", ["secrets"], 228 / Scale), new("engine", ["platform"], EngineAndNetworking / 2),
            new("networking", ["engine"], EngineAndNetworking / 2), new("storage", ["engine"], GitOpsAndStorage / 2), new("gitops", ["engine"], GitOpsAndStorage / 2),
            new("database", ["gitops", "storage"], 120 / Scale),
        ]);
    }

    /// <summary>Writes the stack file.</summary>
    public void WriteStack(string file)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"name: graph\nparallelism: {Parallelism}\nlayers:\n");
        foreach (GraphLayer layer in Layers)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {layer.Name}: {{ command: {{ up: [{string.Join(", ", layer.Command.Select(a => $"\"{a}\""))}] }}, needs: [{string.Join(", ", layer.Needs)}] }}\n");
        }

        File.WriteAllText(file, text.ToString());
    }

    /// <summary>Writes the same graph for make.</summary>
    public void WriteMakefile(string file)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $".PHONY: all {string.Join(' ', Layers.Select(l => l.Name))}\nall: {string.Join(' ', Layers.Select(l => l.Name))}\n");
        foreach (GraphLayer layer in Layers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{layer.Name}: {string.Join(' ', layer.Needs)}\n\t@{string.Join(' ', layer.Command)}\n");
        }

        File.WriteAllText(file, text.ToString());
    }

    /// <summary>Writes a script that raises one layer after the other.</summary>
    public void WriteScript(string file) => File.WriteAllText(file, "set -e\n" + string.Concat(Layers.Select(l => string.Join(' ', l.Command) + "\n")));

    private static List<GraphLayer> Leveled(int levels, int width, Func<int, int, double> seconds)
    {
        List<GraphLayer> layers = [];
        for (int level = 0; level < levels; level++)
        {
            for (int place = 0; place < width; place++)
            {
                string[] needs = level == 0 ? [] : [NameOf(level - 1, place), NameOf(level - 1, (place + 1) % width)];
                layers.Add(new GraphLayer(NameOf(level, place), needs, seconds(level, place)));
            }
        }

        return layers;
    }

    private static string NameOf(int level, int place) => string.Create(CultureInfo.InvariantCulture, $"l{level}-{place}");

    private double Along(Func<GraphLayer, double> weight)
    {
        Dictionary<string, double> ends = [];
        foreach (GraphLayer layer in Layers)
        {
            ends[layer.Name] = layer.Needs.Select(n => ends[n]).DefaultIfEmpty(0).Max() + weight(layer);
        }

        return ends.Values.Max();
    }
}
